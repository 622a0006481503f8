#!/usr/bin/env bash
# Clients in Python: generated, checked by mypy, used.
set -euo pipefail
python=build/clients/python
if ! cmp -s clients/requirements.txt "$python/requirements.txt"; then
  rm -rf "$python"
  "${PYTHON:-python3}" -m venv "$python"
  "$python/bin/python" -m pip install --quiet --disable-pip-version-check --no-input -r clients/requirements.txt
  cp clients/requirements.txt "$python/requirements.txt"
fi
PATH=$PWD/$python/bin:$PATH

rm -rf build/clients/attrs build/clients/pydantic
openapi-python-client generate --path ../openapi.yaml --output-path build/clients/attrs \
  --config clients/openapi-python-client.yaml --fail-on-warning
export MYPYPATH=build/clients/attrs
mypy --config-file= --strict build/clients/attrs/claimgraph_client clients/attrs_client.py
PYTHONPATH=$MYPYPATH python clients/attrs_client.py

openapi-generator-cli generate -i ../openapi.yaml -g python -o build/clients/pydantic \
  --package-name claimgraph_pydantic >build/clients/pydantic.log 2>&1 || { cat build/clients/pydantic.log; exit 1; }
export MYPYPATH=build/clients/pydantic
# Its own runtime is checked as its authors do, what uses it strictly.
mypy --config-file= build/clients/pydantic/claimgraph_pydantic
mypy --config-file= --strict --follow-imports=silent clients/pydantic_client.py
PYTHONPATH=$MYPYPATH python clients/pydantic_client.py
