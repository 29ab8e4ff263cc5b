export const about = {
  title: "About Likewise",
  lead: "Likewise finds things that are like what you have in mind: by words, by a picture, or by another thing.",
  words:
    "Words are looked for by their meaning and as they are written, in English and in Chinese.",
  picture:
    "Drop a picture anywhere, paste it, choose it or take a photograph. Together with words, a slider says what counts more.",
  likeness:
    "Every thing leads to those like it, by its text or by its image. Say “more like this” and “less like this” to come closer.",
  relevance:
    "Relevance is the probability that a hit is what was meant. It is learnt from the catalogue itself, so “nothing relevant” can be said.",
  privacy:
    "All of it runs where this page comes from. A picture that you search by is kept in this browser and is not stored by the service.",
  keys: "Keys",
  key_field: "/ goes to the search field.",
  key_completion: "Arrow keys choose among the completions, Enter takes one.",
  key_close: "Escape closes what is open.",
  docs: "The API, for programs",
} as const;
