"""What happened in a workspace, in order: told once it is committed, as pages, as a stream and through webhooks."""
