"""What the made-up customers say."""

POOL: list[tuple[int, str | None, str, str, str]] = [
    (
        5,
        "The sound of it, mostly",
        "I bought it for the coffee and kept it for the sound. Six in the morning, the kitchen "
        "still dark, and this little gurgle that says the day may begin.\n\nThe coffee is very "
        "good too.",
        "en",
        "Claire M.",
    ),
    (
        4,
        "Une belle surprise, et puis l’usage",
        "Après six mois, le joint commence à fatiguer ; mais le café reste rond, jamais brûlé. "
        "Je l’emporte même en vacances. « Encore une ? » demande toujours ma fille.",
        "fr",
        "Hélène R.",
    ),
    (5, "Built like a bell", "Heavy, plain, right.", "en", "Tomasz"),
    (
        5,
        None,
        "They sent it to me so that I would say what I think. I think it is the best looking "
        "thing in my kitchen, and that it could hold one cup more.",
        "en",
        "Jonas Lindqvist",
    ),
    (
        2,
        "Too small for six",
        "Six cups, if your cups are thimbles. We are four, and we fill it twice. The metal is "
        "lovely, the lid closes with a good click, but I would have liked to be told.",
        "en",
        "P. Okafor",
    ),
    (
        4,
        "They answered on a Sunday",
        "The lid came bent. I wrote on Sunday morning, somebody real answered before lunch, "
        "and a new one was here on Tuesday. So: four for the pot, five for the people.",
        "en",
        "Inês D.",
    ),
    (3, None, "Correct, sans plus. Le bec goutte un peu.", "fr", "Marc-Antoine"),
    (
        5,
        "Third one in the family",
        "My mother has one, my sister has one. Now I do.",
        "en",
        "Sofia",
    ),
    (
        1,
        "Dented on arrival",
        "Arrived dented and it took two weeks to get an answer.",
        "en",
        "R. B.",
    ),
]

_PARAGRAPHS = [
    "We had three of these before, all of them cheaper, all of them gone. The first one lost "
    "its handle over a gas flame that was, I admit, too wide. The second leaked from the day "
    "it came. The third was fine until somebody put it in the dishwasher, and since I live "
    "alone that somebody was me.",
    "So I read a lot before buying this one, and I was suspicious of every sentence. What "
    "convinced me in the end was a review here, three stars, which said that the pot was heavy "
    "and slow. Heavy and slow is exactly what I wanted. Coffee that comes too fast tastes of "
    "the metal it ran through.",
    "The first week I did everything wrong: too much water, grounds pressed down like "
    "espresso, the flame on full. It forgave me. By the second week I had understood that it "
    "wants a small fire and some patience, and that you take it off when it starts to sing, "
    "not when it has finished singing.",
]
LONG = "\n\n".join((_PARAGRAPHS * 4)[:10])

EARLIER = {
    "rating": 5,
    "title": "Coup de foudre",
    "words": "Douze jours, quarante cafés. Rien à redire, et la maison sent bon.",
    "on": "2026-05-14",
    "day": 12,
}

REPLY = {
    "words": "Thank you, Claire. The gurgle is not in the specification; we are glad it came.",
    "author": "Maison Luce",
    "on": "2026-11-21",
}
