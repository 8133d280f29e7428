// whatsapp-chat-parser in a process of its own: node worker.js NODE_MODULES WARM PATH DUMP TIMES; the words are those of worker.py.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const [modules, warm, file, dump, times] = process.argv.slice(2);
const home = path.resolve(modules, "whatsapp-chat-parser");

function cpu() {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
}

function memory(word) {
  try {
    return Number(fs.readFileSync("/proc/self/status", "ascii").match(new RegExp(`${word}:\\s+(\\d+)`))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

function forgetPeak() {
  try {
    fs.writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // no such account on this system: the peak since the start stands for it
  }
}

function write(messages) {
  const out = fs.openSync(dump, "w");
  for (let at = 0; at < messages.length; at += 10000) {
    const lines = messages.slice(at, at + 10000).map((row) => {
      const time = Number.isNaN(row.date.getTime()) ? null : row.date.toISOString().slice(0, 19);
      return `${JSON.stringify([time, row.author, row.message])}\n`;
    });
    fs.writeSync(out, lines.join(""));
  }
  fs.closeSync(out);
}

function main() {
  let parse;
  let version;
  try {
    version = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8")).version;
    parse = require(home).parseString;
  } catch (error) {
    return { missing: String(error.message).split("\n")[0] };
  }
  const read = (name) => parse(fs.readFileSync(name, "utf8"));
  const about = { version, runtime: `Node ${process.versions.node}` };
  const spent = [];
  let added = 0;
  let found;
  try {
    if (warm !== "-") read(warm);
    for (let time = 0; time < Number(times); time += 1) {
      found = undefined;
      forgetPeak();
      const before = memory("VmRSS");
      const started = cpu();
      found = read(file);
      spent.push(cpu() - started);
      added = memory("VmHWM") - before;
    }
    if (dump !== "-") write(found);
  } catch (error) {
    return { ...about, error: String(error).split("\n")[0].slice(0, 200) };
  }
  return { ...about, cpu: spent, added };
}

console.log(JSON.stringify(main()));
