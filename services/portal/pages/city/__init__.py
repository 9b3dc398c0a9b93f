"""The rooms of a city: one set of pages for its team, its coach and staff; each sees the verbs that they may use.

A page is a `Leaf` (leaf.py), its verbs are rows (verbs.py), its template extends `city/room.html`:

    MOVE = Verb("move-milestone", cohort.PlanMilestone, (Field("title"), Field("due_on", "day")))

    def read(room: Room) -> Mapping[str, Any]:
        return {"project": room.ask(cohort.GetProject(code=room.code))}

    router = routes_of(Leaf("project", read, (MOVE, ...)))

and in `city/project.html`, for each row of a table or once on the page:

    {{ verbs.form("move-milestone", known={"title": one.title, "due_on": one.due_on}, milestone=one.id) }}

- Whoever may not send the request sees no form; the service judges again.
- What stands in no field is fixed: `code` by itself, what the template hands over (`milestone=…`) as hidden fields,
  what the row says (`fixed=`).
- What was typed is kept in the form that was refused, which is open; the summary at the top leads to its fields.
- A verb's words are `pages.verb.<name>` (its button), `flash.<name>` (what was done), and where they are there
  `pages.verb_note.<name>` (what comes of it), each with `_` for `-`; a field's are `pages.field.<its last name>` and
  `pages.hint.<key>`. `pages.city.page.<path>` names the page in its city's navigation, and `PLACES` (places.py) gives
  it its place there.
- `room.ask` asks once a page, `room.ahead` for several things at once; `room.part` leaves a part out whose service does
  not answer.
"""
