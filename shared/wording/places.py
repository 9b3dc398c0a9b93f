"""Names of places inside sentences."""

from __future__ import annotations

from unicodedata import normalize

#: French: what stands before a name, by the article that the name begins with.
ARTICLES = {"Le ": "du ", "Les ": "des "}
VOWELS = "AEIOU"


def of_city(language: str, city: str) -> str:
    """Of whom or what: `de Lima`, in French `d’Ottawa`, `du Cap`, `des Cayes`. An H is taken for one that is heard: of
    cities of the Americas most are, and where it is not, nobody stumbles."""
    if language == "en":
        return f"of {city}"
    if language == "fr":
        article = next((one for one in ARTICLES if city.startswith(one)), None)
        if article is not None:
            return ARTICLES[article] + city.removeprefix(article)
        if normalize("NFD", city)[:1].upper() in VOWELS:
            return f"d’{city}"
    return f"de {city}"
