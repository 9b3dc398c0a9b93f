-- Who may not review a city, which reviews are to be reminded of, whether a place was refused: found by their keys.
create index reviews_recused on reviews (reviewer_id, application_id) where state = 'recused';
create index reviews_due on reviews (due_on) where state in ('assigned', 'cleared');
create index proposals_of_application on proposals (application_id);
create index application_people_of_person on application_people (person_id, application_id);
