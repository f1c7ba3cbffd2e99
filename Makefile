# The course's commands. Each sets up what it needs in .venv, says so, and is quick the second time.
.PHONY: help serve teach lab test check notebooks bench screenshots lock clean
PYTHON := .venv/bin/python
PORT ?=
HOST ?=

help:            ## Show these commands
	@sed -n 's/^\([a-z]*\): *## */  make \1\t/p' Makefile | expand -t 20

serve:           ## Open the course in the browser (PORT=, HOST=)
	@tools/setup
	@$(PYTHON) -m ipt_course serve $(if $(PORT),--port "$(PORT)") $(if $(HOST),--host "$(HOST)")

teach:           ## Open the instructors' pages (PORT=, HOST=; DEMO=1 for an invented cohort)
	@tools/setup
	@$(if $(DEMO),$(PYTHON) -m ipt_course demo &&) $(PYTHON) -m ipt_course teach $(if $(DEMO),--demo) $(if $(PORT),--port "$(PORT)") $(if $(HOST),--host "$(HOST)")

lab:             ## Open your own copy of the notebooks in JupyterLab (PORT=)
	@tools/setup
	@$(PYTHON) -m ipt_course lab $(if $(PORT),--port "$(PORT)")

test:            ## Run every test: rules, content, store, notebooks, pages in a real browser
	@tools/setup test
	@browser=$$(tools/browser) && tools/test "$$browser"

check:           ## Check all content and notebooks
	@tools/setup
	@$(PYTHON) -m ipt_course check

notebooks:       ## Refresh the committed outputs of the notebooks
	@tools/setup test
	@$(PYTHON) tools/notebooks.py

bench:           ## Measure speed and memory beside stock Voila
	@tools/setup test
	@browser=$$(tools/browser) && IPT_BROWSER="$$browser" $(PYTHON) -m bench

screenshots:     ## Make the pictures of the README anew
	@tools/setup test
	@browser=$$(tools/browser) && IPT_BROWSER="$$browser" $(PYTHON) tools/screenshots.py

lock:            ## Lock versions and hashes again, after a change of dependencies
	@tools/setup
	@tools/lock

clean:           ## Remove what was set up here
	rm -rf .venv build dist .pytest_cache .hypothesis
