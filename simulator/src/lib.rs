//! An iikoCloud that runs in-process or as a program.
