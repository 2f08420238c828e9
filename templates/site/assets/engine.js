// The engine in the browser: Python compiled to WebAssembly, mcdocs in it. Nothing is fetched from elsewhere.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const tell = (state) => postMessage({ state });

const engine = (async () => {
  tell("Starting Python in your browser …");
  const python = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  tell("Loading the engine …");
  const sources = await fetch(new URL("./mcdocs.zip", import.meta.url));
  if (!sources.ok) throw new Error("the engine's sources are missing");
  python.unpackArchive(await sources.arrayBuffer(), "zip", { extractDir: "/engine" });
  return python.runPython(`
import json, sys
sys.path.insert(0, "/engine")
from mcdocs.preview.playground import answer, by_numbers
lambda question: json.dumps(answer(json.loads(question), by_numbers))
`);
})();
engine.then(() => tell(""), (error) => tell(`The engine could not be started: ${error.message}`));

onmessage = async ({ data }) => {
  let answer, broken = false;
  try {
    answer = JSON.parse((await engine)(JSON.stringify(data.question)));
  } catch (error) {
    // What exhausts the browser's stack may leave Python unusable: the page starts another one.
    broken = error instanceof RangeError || Boolean(error.pyodide_fatal_error);
    const message = broken ? "this is too long or too deep for a browser" : String(error.message || error).trim().split("\n").pop();
    answer = { faults: [{ file: "", line: 0, column: 0, length: 0, source: "", message, hint: broken ? "name parts of it as intermediates" : "" }] };
  }
  postMessage({ number: data.number, answer, broken });
};
