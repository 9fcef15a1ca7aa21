"""What an archive of others is called."""

ARCHIVES = (".warc", ".warc.gz", ".arc", ".arc.gz")
