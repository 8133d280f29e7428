const start = () => (D.case ? showCase(D.case) : showDesk());
Promise.resolve(start()).finally(() => { document.documentElement.dataset.ready = "yes"; });
