c0001bc-
r a  bc-x


