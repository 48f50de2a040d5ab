# make demo: the main job. make test: the tests. Both set up what they need, in .venv.
# make proofs: the theorems and the checker, proved by Coq, and the checker as a program. Installs Coq if it can.
PYTHON = .venv/bin/python
RUN = .venv/bin/exactrelu
TESTS = $(PYTHON) -m pytest -q -n logical --maxprocesses 4 --dist worksteal
CHECKER = proofs/formal/program/exactrelu-checker

.PHONY: demo test test-all docs proofs campaign bench wheels dist lock quotes clean

demo: .venv/ready
	$(RUN) enumerate examples/three_sectors.json
	$(RUN) boundary examples/three_sectors.json
	$(RUN) verify classification examples/three_sectors.json
	$(RUN) enumerate examples/quantised.json
	$(RUN) boundary examples/quantised.json
	$(RUN) verify all examples/three_sectors.json
	$(RUN) verify classification --census "d=2,m=2,entries=-1..1" --jobs 2
	$(RUN) verify equivalent examples/three_sectors.json examples/two_corners.json
	$(RUN) decide examples/xor.json examples/xor.vnnlib
	$(RUN) certify examples/three_sectors.json --kind boundary --theorem T13 -o three_sectors.cert
	$(PYTHON) -I -S exactrelu/checker.py three_sectors.cert
	$(RUN) check examples/line.cert --explain
	$(RUN) draw examples/disconnected.json -o picture.html
	$(RUN) playground -o playground.html
	$(RUN) prove examples/three_sectors.json -o proof.html

test: .venv/ready
	$(TESTS) -m "not slow"

test-all: .venv/ready
	$(TESTS)

# The documentation site, into build/docs; open build/docs/index.html.
docs: .venv/docs
	$(PYTHON) -m sphinx -W --keep-going -q -d build/doctrees -c docs -b html . build/docs
	@echo build/docs/index.html

# The files whose certificates the proved checker reads at the end; the last one claims what is false, and is rejected.
proofs: .venv/ready
	@tools/set-up-coq.sh
	+$(MAKE) --no-print-directory -j2 -C proofs/formal
	+$(MAKE) --no-print-directory -C proofs/formal assumptions
	$(RUN) certify examples/three_sectors.json --kind boundary --theorem T13 -o three_sectors.cert
	$(RUN) certify examples/quantised.json -o quantised.cert
	$(RUN) decide examples/xor.json examples/xor.vnnlib --explicit -o xor.cert
	$(CHECKER) examples/line.cert
	$(CHECKER) three_sectors.cert
	$(CHECKER) quantised.cert
	$(CHECKER) xor.cert
	sed s/\"regions\":3/\"regions\":4/ examples/line.cert > false.cert
	! $(CHECKER) false.cert

# Attacks, for most of a day; campaign/README.md says which.
campaign: .venv/ready
	@.venv/bin/python -m pip install -q --disable-pip-version-check -e '.[campaign]'
	$(PYTHON) campaign/differential.py --problems 10000 --jobs 2
	for other in pplpy lrs sage polymake; do $(PYTHON) campaign/others.py $$other --problems 1000 || exit 1; done
	$(PYTHON) campaign/scale.py --count 2100 --jobs 2
	$(PYTHON) campaign/scale.py --modes --count 100
	$(PYTHON) campaign/hostile.py --jobs 2
	$(PYTHON) campaign/faults.py
	$(PYTHON) campaign/fuzz.py
	$(PYTHON) campaign/mutants.py --blocks 200 --jobs 2
	$(PYTHON) campaign/mutation.py checker --jobs 2
	$(PYTHON) campaign/mutation.py split --jobs 2
	$(PYTHON) campaign/mutation_native.py --count 150
	$(PYTHON) campaign/determinism.py
	$(PYTHON) campaign/supply.py
	$(PYTHON) campaign/cover.py
	$(PYTHON) campaign/record.py

bench: .venv/ready
	$(PYTHON) benchmarks/run.py
	$(PYTHON) benchmarks/parallel.py
	$(PYTHON) benchmarks/scaling.py
	$(PYTHON) benchmarks/certificates.py
	$(PYTHON) benchmarks/decisions.py

# Pin what the set-up installs, in requirements/; and say under which licences it is, in LICENCES.md.
lock:
	tools/lock.sh

# The source distribution and the wheel of this machine, into dist/: the same bytes for the same commit.
dist: .venv/ready
	tools/dist.sh

# Wheels with compiled engines for six systems, and the source distribution, into dist/.
wheels: .venv/ready
	tools/wheels.sh

# What the commands print, into the pages that quote them.
quotes: .venv/ready
	$(PYTHON) tools/quote.py README.md proofs/*.md docs/*.md docs/how-to/*.md
	$(PYTHON) tools/quote.py --slow proofs/tables.md

clean:
	$(MAKE) -s -C proofs/formal clean
	rm -rf *.cert picture.html playground.html proof.html .venv benchmarks/.peers build *.egg-info .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: setup.cfg setup.py tools/set-up.sh requirements/test.txt $(wildcard exactrelu/engines/native/*.?pp)
	@tools/set-up.sh test
	@touch $@

.venv/docs: .venv/ready
	@tools/set-up.sh docs
	@touch $@
