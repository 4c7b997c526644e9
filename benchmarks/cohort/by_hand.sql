-- The twenty provisions of policy.yaml as an expert writes them in DuckDB: for each the set of possible outcomes (bits:
-- 1 not applicable, 2 exempt, 4 pending, 8 fulfilled, 16 late, 32 breached) and between which days the due day lies.
-- Specialised by hand: the day of assessment is 2018-06-15, the policy binds from 2016-01-01, and each CASE knows which
-- facts can be unknown (NULL) and which are then none. It reads a relation `cohort`.

-- A day recorded and a duty with a known due day: d the due day, f the day it was met, none where NULL.
CREATE OR REPLACE TEMP MACRO met(d, f) AS
  CASE WHEN f <= d AND f <= DATE '2018-06-15' THEN 8 WHEN d >= DATE '2018-06-15' THEN 4
       WHEN f <= DATE '2018-06-15' THEN 16 ELSE 32 END;
-- The same where NULL is unknown.
CREATE OR REPLACE TEMP MACRO met_or_unknown(d, f) AS
  CASE WHEN f IS NULL THEN CASE WHEN d >= DATE '2018-06-15' THEN 12 ELSE 56 END ELSE met(d, f) END;
-- The same, lifted where l; NULL is unknown.
CREATE OR REPLACE TEMP MACRO lifted(d, f, l) AS
  CASE WHEN f <= d AND f <= DATE '2018-06-15' THEN 8
       ELSE CASE WHEN f IS NULL THEN 8 ELSE 0 END
          | CASE WHEN l THEN 2 ELSE CASE WHEN l IS NULL THEN 2 ELSE 0 END
              | CASE WHEN d >= DATE '2018-06-15' THEN 4 WHEN f IS NULL THEN 48 WHEN f <= DATE '2018-06-15' THEN 16 ELSE 32 END
            END
  END;
-- Met on the earliest of several days: s the earliest certain one, lo and hi the ends of what is possible.
CREATE OR REPLACE TEMP MACRO earliest(d, s, lo, hi) AS
  CASE WHEN s <= d THEN 8
       ELSE CASE WHEN lo <= d THEN 8 ELSE 0 END | CASE WHEN hi > d THEN 16 ELSE 0 END
          | CASE WHEN s IS NOT NULL THEN 0 WHEN d >= DATE '2018-06-15' THEN 4 ELSE 32 END
  END;
-- A start that is unknown, so that the due day is any from d1 to d2: the same four.
CREATE OR REPLACE TEMP MACRO open_met(f) AS
  CASE WHEN f > DATE '2018-06-15' OR f IS NULL THEN 37 WHEN f > DATE '2016-01-01' THEN 25 ELSE 9 END;
CREATE OR REPLACE TEMP MACRO open_met_or_unknown(f) AS CASE WHEN f IS NULL THEN 61 ELSE open_met(f) END;
CREATE OR REPLACE TEMP MACRO open_earliest(d1, d2, s, lo, hi) AS
  1 | CASE WHEN lo <= d2 THEN 8 ELSE 0 END | CASE WHEN hi > d1 THEN 16 ELSE 0 END
    | CASE WHEN s IS NOT NULL THEN 0 ELSE CASE WHEN d1 < DATE '2018-06-15' THEN 32 ELSE 0 END
                                        | CASE WHEN d2 >= DATE '2018-06-15' THEN 4 ELSE 0 END END;
-- A condition on the day of assessment.
CREATE OR REPLACE TEMP MACRO state(h) AS CASE WHEN h THEN 8 WHEN h IS NULL THEN 40 ELSE 32 END;
CREATE OR REPLACE TEMP MACRO perhaps(g) AS CASE WHEN g THEN 0 ELSE 1 END;
-- The days of entries that belong or may belong, b: certain, earliest and latest possible; an unknown list is open.
CREATE OR REPLACE TEMP MACRO event(day) AS CASE WHEN day <= DATE '2018-06-15' THEN day END;

CREATE OR REPLACE TEMP VIEW by_hand AS
WITH read AS (
  SELECT *,
    residence_basis IN ('refugee', 'family_reunified') AS refugee,
    CASE WHEN arrived_on <= DATE '2018-06-15' THEN arrived_on END AS arrived,
    CASE WHEN responsible_from <= DATE '2018-06-15' THEN responsible_from END AS responsible,
    CAST(birth_date + INTERVAL 65 YEAR AS DATE) AS senior
  FROM cohort
), due AS (
  SELECT *,
    CAST(arrived + INTERVAL 3 MONTH AS DATE) AS d1,
    CAST(responsible + INTERVAL 1 MONTH AS DATE) AS d2,
    arrived + 42 AS d3,
    responsible + 14 AS d4,
    CAST(responsible + INTERVAL 6 MONTH AS DATE) AS d5,
    CASE WHEN danish_referred_on <= DATE '2018-06-15' THEN CAST(danish_referred_on + INTERVAL 1 MONTH AS DATE) END AS d6,
    CASE WHEN danish_started_on <= DATE '2018-06-15' THEN CAST(danish_started_on + INTERVAL 5 YEAR AS DATE) END AS d7,
    CAST(arrived + INTERVAL 1 YEAR AS DATE) AS d8,
    arrived + 28 AS d9,
    arrived + 21 AS d10,
    CASE WHEN danish_passed_on <= DATE '2018-06-15' THEN CAST(danish_passed_on + INTERVAL 2 MONTH AS DATE) END AS d11,
    CASE WHEN senior <= DATE '2018-06-15' THEN CAST(senior + INTERVAL 3 MONTH AS DATE) END AS d13,
    -- plan: the later of two days, the second perhaps unknown
    CASE WHEN plan_made_on <= DATE '2018-06-15' AND plan_agreed_on <= DATE '2018-06-15'
         THEN greatest(plan_made_on, plan_agreed_on) END AS plan,
    plan_made_on <= DATE '2018-06-15' AND plan_agreed_on IS NULL AS plan_open,
    -- work: of working age on arrival; the earliest of the entries and the job
    CASE WHEN arrived_on IS NOT NULL
         THEN arrived >= birth_date + INTERVAL 18 YEAR AND arrived < senior END AS working_age,
    event(list_min(list_transform(activities, lambda a: CASE WHEN a.kind IN ('placement', 'wage_subsidy', 'ordinary_job') THEN event(a.started_on) END))) AS work_sure,
    CASE WHEN activities IS NULL THEN DATE '0001-01-01'
         ELSE list_min(list_transform(activities, lambda a: CASE WHEN (a.kind IN ('placement', 'wage_subsidy', 'ordinary_job')) IS NOT FALSE
           THEN event(coalesce(a.started_on, DATE '0001-01-01')) END)) END AS work_low,
    CASE WHEN activities IS NULL THEN DATE '2018-06-15' WHEN work_sure IS NOT NULL THEN work_sure
         ELSE list_max(list_transform(activities, lambda a: CASE WHEN (a.kind IN ('placement', 'wage_subsidy', 'ordinary_job')) IS NOT FALSE
           THEN event(coalesce(a.started_on, DATE '2018-06-15')) END)) END AS work_high,
    event(job_started_on) AS job,
    -- a placement with language
    CASE WHEN in_programme IS NOT FALSE THEN list_min(list_transform(activities, lambda a: CASE WHEN a.kind = 'placement' AND a.with_language THEN event(a.started_on) END)) END AS placed_sure,
    CASE WHEN in_programme IS FALSE THEN NULL WHEN activities IS NULL THEN DATE '0001-01-01'
         ELSE list_min(list_transform(activities, lambda a: CASE WHEN (a.kind = 'placement' AND a.with_language) IS NOT FALSE
           THEN event(coalesce(a.started_on, DATE '0001-01-01')) END)) END AS placed_low,
    CASE WHEN in_programme IS FALSE THEN NULL WHEN activities IS NULL THEN DATE '2018-06-15' WHEN placed_sure IS NOT NULL THEN placed_sure
         ELSE list_max(list_transform(activities, lambda a: CASE WHEN (a.kind = 'placement' AND a.with_language) IS NOT FALSE
           THEN event(coalesce(a.started_on, DATE '2018-06-15')) END)) END AS placed_high,
    -- a conversation on resources or wishes
    CASE WHEN refugee IS NOT FALSE THEN list_min(list_transform(conversations, lambda c: CASE WHEN c.topic IN ('resources', 'wishes') THEN event(c.held_on) END)) END AS talked_sure,
    CASE WHEN refugee IS FALSE THEN NULL WHEN conversations IS NULL THEN DATE '0001-01-01'
         ELSE list_min(list_transform(conversations, lambda c: CASE WHEN (c.topic IN ('resources', 'wishes')) IS NOT FALSE
           THEN event(coalesce(c.held_on, DATE '0001-01-01')) END)) END AS talked_low,
    CASE WHEN refugee IS FALSE THEN NULL WHEN conversations IS NULL THEN DATE '2018-06-15' WHEN talked_sure IS NOT NULL THEN talked_sure
         ELSE list_max(list_transform(conversations, lambda c: CASE WHEN (c.topic IN ('resources', 'wishes')) IS NOT FALSE
           THEN event(coalesce(c.held_on, DATE '2018-06-15')) END)) END AS talked_high,
    least(event(job_started_on), event(education_started_on)) AS busy,
    -- conditions on lists
    CASE WHEN refugee IS NOT FALSE AND needs_interpreter
         THEN list_transform(conversations, lambda c: c.interpreted OR c.topic = 'wishes') END AS interpreted,
    CASE WHEN in_programme IS NOT FALSE
         THEN list_transform(activities, lambda a: a.hours >= 15 OR a.kind = 'guidance') END AS enough,
    CASE WHEN refugee IS NOT FALSE
         THEN list_transform(activities, lambda a: a.with_language AND a.started_on <= DATE '2018-06-15' AND a.started_on <= arrived + INTERVAL 6 MONTH) END AS early,
    CASE WHEN in_programme IS NOT FALSE
         THEN list_transform(activities, lambda a: a.kind IN ('placement', 'wage_subsidy')) END AS workplaces,
    CASE WHEN birth_date IS NULL OR (birth_date <= DATE '2000-06-15' AND birth_date > DATE '1993-06-15')
         THEN list_transform(children, lambda c: c.daycare_offered OR c.age_on_arrival > 5) END AS offered
  FROM read
), more AS (
  SELECT *,
    -- the ends of what is possible for the earliest of work and job
    least(work_sure, job) AS w,
    CASE WHEN job_started_on IS NULL THEN DATE '0001-01-01' ELSE least(work_low, job) END AS w_low,
    CASE WHEN w IS NOT NULL THEN w WHEN job_started_on IS NULL THEN DATE '2018-06-15' ELSE work_high END AS w_high,
    -- an unknown arrival of a person of known age: within the working years, and due from 2016 on
    CASE WHEN arrived_on IS NULL THEN greatest(CAST(birth_date + INTERVAL 18 YEAR AS DATE), DATE '2015-01-01') END AS first_arrival,
    CASE WHEN arrived_on IS NULL THEN least(senior - 1, DATE '2018-06-15') END AS last_arrival,
    list_contains(needs, 'finances') OR list_contains(needs, 'housing') AS needy
  FROM due
)
SELECT id,
  -- health: refugees, arrived_on + 3 months
  CASE WHEN refugee IS FALSE THEN 1
       WHEN d1 >= DATE '2016-01-01' THEN met_or_unknown(d1, health_assessed_on) | perhaps(refugee)
       WHEN arrived_on IS NULL THEN open_met_or_unknown(health_assessed_on) ELSE 1 END::SMALLINT AS p0,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d1 >= DATE '2016-01-01' THEN d1 WHEN arrived_on IS NULL THEN DATE '2016-01-01' END AS p0_from,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d1 >= DATE '2016-01-01' THEN d1 WHEN arrived_on IS NULL THEN DATE '2018-09-15' END AS p0_until,
  -- contract: refugees, responsible_from + 1 month
  CASE WHEN refugee IS FALSE THEN 1
       WHEN d2 >= DATE '2016-01-01' THEN met(d2, contract_signed_on) | perhaps(refugee)
       WHEN responsible_from IS NULL THEN open_met(contract_signed_on) ELSE 1 END::SMALLINT AS p1,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d2 >= DATE '2016-01-01' THEN d2 WHEN responsible_from IS NULL THEN DATE '2016-01-01' END AS p1_from,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d2 >= DATE '2016-01-01' THEN d2 WHEN responsible_from IS NULL THEN DATE '2018-07-15' END AS p1_until,
  -- plan: participants, arrived_on + 6 weeks, the later of made and agreed
  CASE WHEN in_programme IS FALSE THEN 1
       WHEN d3 >= DATE '2016-01-01'
       THEN CASE WHEN NOT plan_open THEN met(d3, plan) WHEN plan_open IS NULL THEN met(d3, NULL) WHEN d3 >= DATE '2018-06-15' THEN 12 WHEN plan_made_on <= d3 THEN 56 ELSE 48 END | perhaps(in_programme)
       WHEN arrived_on IS NULL THEN CASE WHEN plan_open THEN 61 ELSE open_met(plan) END ELSE 1 END::SMALLINT AS p2,
  CASE WHEN in_programme IS FALSE THEN NULL WHEN d3 >= DATE '2016-01-01' THEN d3 WHEN arrived_on IS NULL THEN DATE '2016-01-01' END AS p2_from,
  CASE WHEN in_programme IS FALSE THEN NULL WHEN d3 >= DATE '2016-01-01' THEN d3 WHEN arrived_on IS NULL THEN DATE '2018-07-27' END AS p2_until,
  -- contact person: refugees, responsible_from + 14 days, unless left by then
  CASE WHEN refugee IS FALSE THEN 1
       WHEN d4 >= DATE '2016-01-01'
       THEN CASE WHEN contact_person_on <= d4 AND contact_person_on <= DATE '2018-06-15' THEN 8
                 WHEN left_on <= d4 AND left_on <= DATE '2018-06-15' THEN 2
                 WHEN d4 >= DATE '2018-06-15' THEN 4 WHEN contact_person_on <= DATE '2018-06-15' THEN 16 ELSE 32 END | perhaps(refugee)
       WHEN responsible_from IS NULL
       THEN CASE WHEN contact_person_on <= DATE '2018-06-15'
                 THEN CASE WHEN contact_person_on <= DATE '2016-01-01' THEN 9
                           WHEN event(left_on) IS NULL THEN 25
                           ELSE 9 | CASE WHEN left_on < contact_person_on THEN 2 ELSE 0 END | CASE WHEN left_on > DATE '2016-01-01' THEN 16 ELSE 0 END END
                 WHEN left_on <= DATE '2018-06-15' THEN CASE WHEN left_on > DATE '2016-01-01' THEN 35 ELSE 3 END ELSE 37 END
       ELSE 1 END::SMALLINT AS p3,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d4 >= DATE '2016-01-01' THEN d4 WHEN responsible_from IS NULL THEN DATE '2016-01-01' END AS p3_from,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d4 >= DATE '2016-01-01' THEN d4 WHEN responsible_from IS NULL THEN DATE '2018-06-29' END AS p3_until,
  -- dwelling: refugees, responsible_from + 6 months, excused where none is available
  CASE WHEN refugee IS FALSE THEN 1
       WHEN d5 >= DATE '2016-01-01'
       THEN CASE WHEN d5 >= DATE '2018-06-15' THEN met_or_unknown(d5, dwelling_from)
                 WHEN dwelling_from <= d5 THEN 8
                 ELSE CASE WHEN dwelling_from IS NULL THEN 8 ELSE 0 END
                    | CASE WHEN NOT dwelling_available THEN 2
                           ELSE CASE WHEN dwelling_available THEN 0 ELSE 2 END
                              | CASE WHEN dwelling_from IS NULL THEN 48 WHEN dwelling_from <= DATE '2018-06-15' THEN 16 ELSE 32 END END END | perhaps(refugee)
       WHEN responsible_from IS NULL
       THEN 1 | CASE WHEN dwelling_from <= DATE '2016-01-01' THEN 8
                     ELSE CASE WHEN dwelling_from IS NULL THEN 12 WHEN dwelling_from <= DATE '2018-06-15' THEN 8 ELSE 4 END
                        | CASE WHEN NOT dwelling_available THEN 2
                               ELSE CASE WHEN dwelling_available THEN 0 ELSE 2 END
                                  | CASE WHEN dwelling_from IS NULL THEN 48 WHEN dwelling_from <= DATE '2018-06-15' THEN 16 ELSE 32 END END END
       ELSE 1 END::SMALLINT AS p4,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d5 >= DATE '2016-01-01' THEN d5 WHEN responsible_from IS NULL THEN DATE '2016-01-01' END AS p4_from,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d5 >= DATE '2016-01-01' THEN d5 WHEN responsible_from IS NULL THEN DATE '2018-12-15' END AS p4_until,
  -- Danish started: participants, referred + 1 month, unless health prevents
  CASE WHEN in_programme IS NOT FALSE AND d6 >= DATE '2016-01-01' THEN lifted(d6, danish_started_on, health_exception) | perhaps(in_programme) ELSE 1 END::SMALLINT AS p5,
  CASE WHEN in_programme IS NOT FALSE AND d6 >= DATE '2016-01-01' THEN d6 END AS p5_from,
  CASE WHEN in_programme IS NOT FALSE AND d6 >= DATE '2016-01-01' THEN d6 END AS p5_until,
  -- Danish exam: participants, started + 5 years
  CASE WHEN in_programme IS FALSE THEN 1
       WHEN d7 >= DATE '2016-01-01' THEN met(d7, danish_passed_on) | perhaps(in_programme)
       WHEN danish_started_on IS NULL THEN open_met(danish_passed_on) ELSE 1 END::SMALLINT AS p6,
  CASE WHEN in_programme IS FALSE THEN NULL WHEN d7 >= DATE '2016-01-01' THEN d7 WHEN danish_started_on IS NULL THEN DATE '2016-01-01' END AS p6_from,
  CASE WHEN in_programme IS FALSE THEN NULL WHEN d7 >= DATE '2016-01-01' THEN d7 WHEN danish_started_on IS NULL THEN DATE '2023-06-15' END AS p6_until,
  -- work: of working age on arrival, arrived_on + 1 year
  CASE WHEN d8 >= DATE '2016-01-01'
       THEN CASE WHEN working_age IS FALSE THEN 1 ELSE earliest(d8, w, w_low, w_high) | perhaps(working_age) END
       WHEN arrived_on IS NULL
       THEN CASE WHEN birth_date IS NULL THEN open_earliest(DATE '2016-01-01', DATE '2019-06-15', w, w_low, w_high)
                 WHEN first_arrival <= last_arrival
                 THEN open_earliest(CAST(first_arrival + INTERVAL 1 YEAR AS DATE), CAST(last_arrival + INTERVAL 1 YEAR AS DATE), w, w_low, w_high) ELSE 1 END
       ELSE 1 END::SMALLINT AS p7,
  CASE WHEN d8 >= DATE '2016-01-01' THEN CASE WHEN working_age IS NOT FALSE THEN d8 END
       WHEN arrived_on IS NULL THEN CASE WHEN birth_date IS NULL THEN DATE '2016-01-01' WHEN first_arrival <= last_arrival THEN CAST(first_arrival + INTERVAL 1 YEAR AS DATE) END END AS p7_from,
  CASE WHEN d8 >= DATE '2016-01-01' THEN CASE WHEN working_age IS NOT FALSE THEN d8 END
       WHEN arrived_on IS NULL THEN CASE WHEN birth_date IS NULL THEN DATE '2019-06-15' WHEN first_arrival <= last_arrival THEN CAST(last_arrival + INTERVAL 1 YEAR AS DATE) END END AS p7_until,
  -- placement: participants, arrived_on + 4 weeks
  CASE WHEN in_programme IS FALSE THEN 1
       WHEN d9 >= DATE '2016-01-01' THEN earliest(d9, placed_sure, placed_low, placed_high) | perhaps(in_programme)
       WHEN arrived_on IS NULL THEN open_earliest(DATE '2016-01-01', DATE '2018-07-13', placed_sure, placed_low, placed_high) ELSE 1 END::SMALLINT AS p8,
  CASE WHEN in_programme IS FALSE THEN NULL WHEN d9 >= DATE '2016-01-01' THEN d9 WHEN arrived_on IS NULL THEN DATE '2016-01-01' END AS p8_from,
  CASE WHEN in_programme IS FALSE THEN NULL WHEN d9 >= DATE '2016-01-01' THEN d9 WHEN arrived_on IS NULL THEN DATE '2018-07-13' END AS p8_until,
  -- conversation: refugees, arrived_on + 3 weeks
  CASE WHEN refugee IS FALSE THEN 1
       WHEN d10 >= DATE '2016-01-01' THEN earliest(d10, talked_sure, talked_low, talked_high) | perhaps(refugee)
       WHEN arrived_on IS NULL THEN open_earliest(DATE '2016-01-01', DATE '2018-07-06', talked_sure, talked_low, talked_high) ELSE 1 END::SMALLINT AS p9,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d10 >= DATE '2016-01-01' THEN d10 WHEN arrived_on IS NULL THEN DATE '2016-01-01' END AS p9_from,
  CASE WHEN refugee IS FALSE THEN NULL WHEN d10 >= DATE '2016-01-01' THEN d10 WHEN arrived_on IS NULL THEN DATE '2018-07-06' END AS p9_until,
  -- job after the exam: participants, passed + 2 months, job or education
  CASE WHEN in_programme IS NOT FALSE AND d11 >= DATE '2016-01-01'
       THEN CASE WHEN busy <= d11 THEN 8
                 WHEN job_started_on IS NULL OR education_started_on IS NULL
                 THEN CASE WHEN busy IS NOT NULL THEN 24 WHEN d11 >= DATE '2018-06-15' THEN 12 ELSE 56 END
                 ELSE met(d11, busy) END | perhaps(in_programme) ELSE 1 END::SMALLINT AS p10,
  CASE WHEN in_programme IS NOT FALSE AND d11 >= DATE '2016-01-01' THEN d11 END AS p10_from,
  CASE WHEN in_programme IS NOT FALSE AND d11 >= DATE '2016-01-01' THEN d11 END AS p10_until,
  -- evaluation: participants, by 2018-05-31, unless health prevents
  CASE WHEN in_programme IS FALSE THEN 1 ELSE lifted(DATE '2018-05-31', evaluated_on, health_exception) | perhaps(in_programme) END::SMALLINT AS p11,
  CASE WHEN in_programme IS NOT FALSE THEN DATE '2018-05-31' END AS p11_from,
  CASE WHEN in_programme IS NOT FALSE THEN DATE '2018-05-31' END AS p11_until,
  -- senior visit: everyone but students, the 65th birthday + 3 months
  CASE WHEN residence_basis = 'student' THEN 1
       WHEN d13 >= DATE '2016-01-01' THEN met(d13, visit_offered_on) | perhaps(residence_basis IS NOT NULL)
       WHEN birth_date IS NULL THEN open_met(visit_offered_on) ELSE 1 END::SMALLINT AS p12,
  CASE WHEN residence_basis = 'student' THEN NULL WHEN d13 >= DATE '2016-01-01' THEN d13 WHEN birth_date IS NULL THEN DATE '2016-01-01' END AS p12_from,
  CASE WHEN residence_basis = 'student' THEN NULL WHEN d13 >= DATE '2016-01-01' THEN d13 WHEN birth_date IS NULL THEN DATE '2018-09-15' END AS p12_until,
  -- hours: participants, unless health prevents
  CASE WHEN in_programme IS FALSE THEN 1
       WHEN language_hours + company_hours >= 37 THEN 8 | perhaps(in_programme)
       ELSE CASE WHEN language_hours + company_hours IS NULL THEN 8 ELSE 0 END
          | CASE WHEN health_exception THEN 2 WHEN health_exception IS NULL THEN 34 ELSE 32 END | perhaps(in_programme) END::SMALLINT AS p13,
  -- interpreter: refugees who need one
  CASE WHEN refugee IS FALSE OR needs_interpreter IS NOT TRUE THEN 1
       ELSE CASE WHEN list_contains(interpreted, false) THEN 32 WHEN interpreted IS NULL OR list_position(interpreted, NULL) > 0 THEN 40 ELSE 8 END | perhaps(refugee) END::SMALLINT AS p14,
  -- enough hours: participants
  CASE WHEN in_programme IS FALSE THEN 1
       ELSE CASE WHEN list_contains(enough, false) THEN 32 WHEN enough IS NULL OR list_position(enough, NULL) > 0 THEN 40 ELSE 8 END | perhaps(in_programme) END::SMALLINT AS p15,
  -- early activity: refugees
  CASE WHEN refugee IS FALSE THEN 1
       ELSE CASE WHEN list_contains(early, true) THEN 8 WHEN early IS NULL OR list_position(early, NULL) > 0 THEN 40 ELSE 32 END | perhaps(refugee) END::SMALLINT AS p16,
  -- two placements: participants
  CASE WHEN in_programme IS FALSE THEN 1
       WHEN workplaces IS NULL THEN 40 | perhaps(in_programme)
       ELSE CASE WHEN len(list_filter(workplaces, lambda w: w)) >= 2 THEN 8
                 WHEN len(list_filter(workplaces, lambda w: w IS NOT FALSE)) < 2 THEN 32 ELSE 40 END | perhaps(in_programme) END::SMALLINT AS p17,
  -- needs covered: refugees in need
  CASE WHEN refugee IS FALSE OR needy IS FALSE THEN 1 ELSE state(household_income >= 6000 * household_size) | perhaps(refugee AND needy) END::SMALLINT AS p18,
  -- day care: the young; no children recorded are none
  CASE WHEN birth_date > DATE '2000-06-15' OR birth_date <= DATE '1993-06-15' THEN 1
       ELSE CASE WHEN list_contains(offered, false) THEN 32 WHEN list_position(offered, NULL) > 0 THEN 40 ELSE 8 END | perhaps(birth_date IS NOT NULL) END::SMALLINT AS p19
FROM more;
