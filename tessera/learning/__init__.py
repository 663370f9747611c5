"""Learning: courses taught here, with their modules, units and quizzes, and who learns in them.

Terms: *course*, *module*, *unit*, *quiz*, *attempt*, *reflection*, *enrolment*, *completion*,
*certificate*. Not here: slides and courses of others as records (``catalogue``), and working
sessions (``meetings``).
"""
