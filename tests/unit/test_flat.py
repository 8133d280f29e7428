import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.text.flat import flat
from wag_analyzer.text.normalize import Token, tokens

LETTERS = st.text(alphabet="aB2 @.,?!'-:)(👍\n\u2068\u00a0_", max_size=14)


def read(texts: list[str]) -> list[list[Token]]:
    words = flat(texts)
    found: list[list[Token]] = [[] for _ in texts]
    for place, message in enumerate(words.message.tolist()):
        surface = int(words.surface[place])
        one = Token(
            words.words[surface], words.surfaces[surface], int(words.start[place]), int(words.end[place]), words.afters[words.after[place]]
        )
        found[message].append(one)
    assert words.offsets.tolist() == [sum(map(len, found[:count])) for count in range(len(texts) + 1)]
    return found


@settings(deadline=None, max_examples=150)
@given(st.lists(LETTERS, max_size=5))
def test_the_words_of_many_messages_are_those_of_each(texts: list[str]) -> None:
    assert read(texts) == [list(tokens(text)) for text in texts]


@settings(deadline=None, max_examples=150)
@given(st.lists(LETTERS, max_size=5))
def test_a_word_is_called_when_an_at_sign_stands_at_most_two_characters_before_it(texts: list[str]) -> None:
    words = flat(texts)
    places = zip(words.message.tolist(), words.start.tolist(), strict=True)
    assert words.called.tolist() == ["@" in texts[at][max(0, start - 2) : start + 1] for at, start in places]


@pytest.mark.parametrize("text", ["Pak  Budi ( besok ) ?", "besok - lusa", "halo @ budi", "  a", "a  ", "", "(a)", '"a" \u2068b\u2069 ,'])
def test_marks_that_stand_alone_follow_the_word_before(text: str) -> None:
    assert read([text, "b"]) == [list(tokens(text)), list(tokens("b"))]
