"""Pure helpers of the workshop: text, time, datelines, names of things. No Beam, no clock, no network."""
