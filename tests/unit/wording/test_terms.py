"""One word for one thing: what a language calls otherwise, in its catalogue and its mails."""

import re
from importlib import resources

import pytest

from shared.wording.catalogue import catalogue_of

#: language -> a word that is not used -> the one that is.
OTHERWISE = {
    "en": {
        '(?<!if )(?<!")cancelled': "canceled, as in the United States",
        "gatherings?": "convening",
        "e-mail": "email",
        "judgement|honour\\w*|programmes?|afterwards": "as in the United States",
        "(not|is|are) [^.]*any more|no more(?! than)": "no longer",
        "live application": "active",
        "mended": "closed, of a gap",
        "handed in": "submitted",
        "way of working": "process",
        "place becomes free|freed": "a place opens up",
    },
    "es": {
        "solicitud(es)? (vigente|retirada|enviada)": "postulación",
        "etapas?": "fase",
        "rondas?": "convocatoria",
        "carencias?": "brecha",
        "línea base": "línea de base",
        "caducad[ao]s?": "vencida",
        "exim\\w+": "dispensar",
        "declin\\w+": "rechazar",
        "un lugar en": "cupo",
        "siguiente sesión": "esta sesión: la siguiente es la próxima",
        "(el|del|al|un) coach": "el o la coach, su coach",
        "invitados": "personas invitadas",
        "vecinos": "la población",
        "compromisos? de acción": "tarea",
        "(?<!para )residentes": "habitantes, of a count; la población, of outcomes",
        "mensajes? (muerto|fallido)s?": "mensaje sin procesar",
        "medición inicial": "línea de base",
        "silencio electoral": "veda electoral",
        "conflictos? de intereses": "conflicto de interés",
        "lista corta": "preselección",
        "archivos? de prueba": "evidencia",
        "con embargo": "bajo embargo",
        "atraso|atrasad[ao]s?": "retraso",
        "(des)?añad\\w+": "agregar",
        "puls(e|ar?)": "presionar",
        "(iniciar?|inicie) la sesión": "iniciar sesión",
        "ratific\\w+": "reafirmar",
        "juzg\\w+": "verificar, by the criteria; evaluar, by people",
        "intermediario": "bróker",
        "formas? de trabajo": "proceso",
        "\\w+(?=\\W*»)": "curly quotes",
    },
    "pt": {
        "coortes?": "turma",
        "fases?": "etapa",
        "inscrição": "candidatura; inscrições are what a call takes",
        "it(em|ens) de ação": "tarefa",
        "painel da entrevista": "banca",
        "comitê": "comissão avaliadora",
        "pessoas? avaliadoras?": "comissão avaliadora",
        "silêncio eleitoral": "defeso eleitoral",
        "consentimento": "autorização de divulgação",
        "admitid[ao]s?": "selecionada",
        "(oferta|vaga) vencida": "oferta expirada, or without an answer in time",
        "estado (atual|da|do)": "situação",
        "prefeitura interina": "gestão interina",
        "(seu|sua|no|de) calendário": "agenda",
        "progresso": "andamento, of a report",
        "mensage(m|ns) mortas?": "mensagem não processada",
        "lista (curta|de finalistas)": "pré-seleção",
        "agendad[ao]s?": "marcada",
        "aparelhos?": "dispositivo",
        "questionários?": "pesquisa",
        "rubrica": "matriz de avaliação",
        "julg\\w+": "verificar, by the criteria",
        "mínimos definidos": "requisitos mínimos",
        "já não": "não mais, as in Brazil",
        "(o|do|ao|um) coach": "coach, without an article",
        "em \\{\\w+:moment": "a weekday takes no or na",
    },
    "fr": {
        "actions? à mener": "tâche",
        "étape (suivante|précédente)|(nouvelle|première|à l’|à cette) ?étape": "phase",
        "(une|l’|votre) ?enquête": "questionnaire",
        "sondage(?= )": "questionnaire",
        "entrevues?": "entretien",
        "comité de \\{": "jury",
        "personnes? qui évalue(nt)?(?= (a|n’a) )": "membre du comité d’évaluation",
        "évaluatrices?": "membre du comité d’évaluation",
        "rapports? d’étape": "rapport d’avancement",
        "déclin\\w+": "refuser",
        "(offres?|est) (caduque|échue)s?": "offre expirée, or sans réponse à la date limite",
        "liste courte": "présélection",
        "planifiée?s?": "prévue",
        "absence justifiée": "absence excusée",
        "assises": "bases",
        "composantes?": "volet",
        "(à la|pour la|en) révision": "examen, of a strategy; révision of its text alone",
        "journal d’audit": "piste d’audit",
        "messages? (morts?|en échec)": "message non traité",
        "(mesure|valeur) (initiale|de départ)": "mesure de référence",
        "coach principal": "coach de la ville",
        "cabinet du maire": "cabinet de la mairie",
        "codes? de secours": "code de récupération",
        "adresse (électronique|de courriel)": "adresse courriel",
        "éléments? de preuve": "justificatif",
        "minimums": "conditions minimales",
        "revue des résultats": "revue de performance",
        "d’ici le": "au plus tard le",
        "candidature envoyée": "déposée",
        "poser (sa|votre|leur) candidature": "déposer",
        "personnes-ressources": "contact",
        "jusqu’à \\{\\w+:(moment|date)": "a date takes au",
        "de \\{\\{ call_title": "a name may begin with a vowel: à, or beside the noun",
        "de \\{city": "a name may begin with a vowel: beside the noun",
    },
}


def texts(language: str) -> dict[str, str]:
    mails = resources.files("shared.wording").joinpath(language, "mails").iterdir()
    forms = {key: " / ".join(message.forms) for key, message in catalogue_of(language).items()}
    return forms | {file.name: file.read_text(encoding="utf-8") for file in mails}


@pytest.mark.parametrize("language", OTHERWISE)
def test_one_word_for_one_thing(language: str) -> None:
    unused = {word: re.compile(rf"\b{word}\b", re.IGNORECASE) for word in OTHERWISE[language]}

    assert [
        (key, word) for key, text in texts(language).items() for word, it in unused.items() if it.search(text)
    ] == []
