"""Learning: courses, learning paths and what people made of them.

Terms: *course*, *module*, *learning outcome*, *enrolment*, *completion*. Not here: slides as files,
which are records.
"""
