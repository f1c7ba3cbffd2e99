"""What instructors see: reports over a cohort, made of sections, pictures and tables. Only the instructors' server and
an instructor's own JupyterLab show them."""
