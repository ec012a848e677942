// test/docs/run.js — the documents say what is true: commands in blocks marked `console` are run as they stand, in a
// directory of their own beside a served training directory; texts quoted from the screen exist; links lead somewhere;
// docs/commands.md is what the program prints.
//   node test/docs/run.js [FILE …]          the documents, or only these
//   node test/docs/run.js --control FILE …  every check of these files must fail
//
// A block holds lines "$ command" (continued by lines "> …") and the output, standard error included. Where no output is
// shown, the command must end with 0. In shown output "…" stands for any part of a line, and a line "…" for any lines.
// All commands of a document share one shell: TODOKE_DIR is not set, $PORTAL and $DESK are the addresses, $ROOT is the
// repository, `training` is the directory. `todoke init` takes free ports unless the command names some.

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Server, root } from "../e2e/server.js";
import { Tally } from "../e2e/tally.js";

const COMMAND_MS = 60000;
const MARK = "\u0001";

// ---- reading a document ----

function examplesOf(text) {
    const examples = [];
    let inside = false;
    for (const [index, line] of text.split("\n").entries()) {
        const last = examples.at(-1);
        if (line.startsWith("```")) inside = line === "```console";
        else if (inside && line.startsWith("$ "))
            examples.push({ line: index + 1, command: line.slice(2), output: [] });
        else if (inside && line.startsWith("> ") && last.output.length === 0)
            last.command += `\n${line.slice(2)}`;
        else if (inside) last.output.push(line);
    }
    return examples;
}

function withoutBlocks(text) {
    return text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
}

// ---- one shell a document ----

class Shell {
    constructor(server, ports) {
        const bin = join(server.home, "bin");
        mkdirSync(bin);
        const set = ["portal", "desk"]
            .map((name, i) => `--set ${name}_listen=127.0.0.1:${ports[i]}`)
            .join(" ");
        const script = [
            "#!/bin/sh",
            `[ "$1" = init ] && ! echo "$*" | grep -q _listen= && set -- "$@" ${set}`,
            `exec ${server.program} "$@"`,
            "",
        ];
        writeFileSync(join(bin, "todoke"), script.join("\n"));
        chmodSync(join(bin, "todoke"), 0o755);
        const { portal: PORTAL, desk: DESK } = server;
        const env = { ...process.env, PORTAL, DESK, ROOT: root, LC_ALL: "C.UTF-8" };
        for (const name of Object.keys(env)) if (name.startsWith("TODOKE_")) delete env[name];
        env.PATH = `${bin}:${env.PATH}`;
        const stdio = ["pipe", "pipe", "inherit"];
        this.child = spawn("bash", [], { cwd: server.home, env, stdio });
        this.child.stdout.setEncoding("utf8");
        this.child.stdout.on("data", (bytes) => this.#take(bytes));
        this.child.once("exit", () => this.#answer?.({ output: this.text, status: -1 }));
        this.text = "";
        this.child.stdin.write("exec 2>&1\n");
    }

    #answer;

    #take(bytes) {
        this.text += bytes;
        const end = this.text.match(new RegExp(`${MARK}(\\d+)${MARK}\n`));
        if (!end) return;
        const output = this.text.slice(0, end.index);
        this.text = this.text.slice(end.index + end[0].length);
        this.#answer?.({ output, status: Number(end[1]) });
    }

    run(command) {
        const quoted = `'${command.replaceAll("'", "'\\''")}'`;
        return new Promise((done) => {
            const patience = setTimeout(
                () => this.#answer({ output: `${this.text}\n(no end)`, status: -1 }),
                COMMAND_MS,
            );
            this.#answer = (answer) => {
                clearTimeout(patience);
                this.#answer = undefined;
                done(answer);
            };
            this.child.stdin.write(`eval ${quoted} </dev/null\nprintf '${MARK}%d${MARK}\\n' $?\n`);
        });
    }

    // Ends what the document left running, by its own list of jobs.
    async end() {
        await this.run("kill $(jobs -p) 2>/dev/null; wait");
        this.child.stdin.end();
    }
}

function freePort() {
    return new Promise((done, fail) => {
        const probe = createServer();
        probe.once("error", fail);
        probe.listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => done(port));
        });
    });
}

// ---- judging ----

function linePattern(line) {
    if (line === "…") return "(?:[^\n]*\n)*?";
    const parts = line.split("…").map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return `${parts.join("[^\n]*")}[ \t]*\n`;
}

function isAsShown(example, answer) {
    if (example.output.length === 0) return answer.status === 0;
    const output = answer.output.replace(/(?<!\n)$/, "\n");
    return new RegExp(`^${example.output.map(linePattern).join("")}$`).test(output);
}

async function examples(tally, name, text) {
    const list = examplesOf(text);
    if (list.length === 0) return;
    const server = await Server.begin({ start: "2026-11-21T09:00:00+09:00" });
    try {
        const shell = new Shell(server, [await freePort(), await freePort()]);
        for (const example of list) {
            const answer = await shell.run(example.command);
            tally.check(
                `${name}:${example.line}: ${example.command}`,
                isAsShown(example, answer),
                `exit ${answer.status}: ${answer.output.trimEnd().replaceAll("\n", "\n       ")}`,
            );
        }
        await shell.end();
    } finally {
        await server.stop();
    }
}

// The manual of a tool tells both languages the same, with the same examples; the line "---" stands between them.
function bothLanguages(tally, name, text) {
    const blocks = text.split("\n---\n").map((part) => part.match(/^```[\s\S]*?^```/gm) ?? []);
    tally.equal(`${name}: Japanese, then English`, blocks.length, 2);
    tally.equal(`${name}: both have the same examples`, blocks[1], blocks[0]);
}

// All texts of the screen: [Japanese, English].
function messages() {
    const texts = [[], []];
    for (const file of readdirSync(join(root, "po")).filter((f) => f.endsWith(".po"))) {
        const joined = readFileSync(join(root, "po", file), "utf8").replace(/"\n"/g, "");
        for (const m of joined.matchAll(/^msg(id|id_plural|str(?:\[\d\])?) "(.*)"$/gm))
            texts[m[1].startsWith("id") ? 1 : 0].push(m[2].replaceAll('\\"', '"'));
    }
    return texts.map((list) => list.join("\n"));
}

function quotations(tally, name, text) {
    const [japanese, english] = messages();
    const plain = withoutBlocks(text);
    for (const [all, quoted] of [
        [japanese, /「([^」\n]+)」/g],
        [english, /“([^”\n]+)”/g],
    ]) {
        for (const label of new Set([...plain.matchAll(quoted)].map((m) => m[1])))
            tally.check(`${name}: the screen says “${label}”`, all.includes(label));
    }
}

function links(tally, name, path, text) {
    for (const [, target] of withoutBlocks(text).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
        tally.check(`${name}: ${target} is there`, existsSync(resolve(dirname(path), target)));
}

async function document(tally, path) {
    const text = readFileSync(path, "utf8");
    const name = relative(root, path);
    tally.row(name);
    links(tally, name, path, text);
    if (basename(path) === "commands.md") return manual(tally, text);
    if (dirname(path) !== root) quotations(tally, name, text);
    if (text.startsWith("# todoke ")) bothLanguages(tally, name, text);
    await examples(tally, name, text);
}

async function manual(tally, text) {
    const server = new Server();
    server.program = resolve(root, process.env.TODOKE_BUILD ?? "build", "todoke");
    tally.check(
        "docs/commands.md is what `todoke law commands --markdown` prints",
        text === server.run("law", "commands", "--markdown"),
        "write it again: build/todoke law commands --markdown >docs/commands.md",
    );
}

const args = process.argv.slice(2);
const control = args[0] === "--control";
if (control) args.shift();
const pagesOf = (folder) =>
    readdirSync(join(root, folder))
        .filter((f) => f.endsWith(".md"))
        .sort()
        .map((f) => join(root, folder, f));
// The edges are written for this suite alone: what the manuals need not show and nobody may break.
const pages = [...pagesOf("docs"), ...pagesOf("test/docs/edges")];
const paths =
    args.length > 0 ? args.map((a) => resolve(a)) : [join(root, "README.md"), ...pages];
const tally = new Tally("docs");
for (const path of paths) await document(tally, path);
if (control) {
    const caught = tally.passed === 0 && tally.failed > 0;
    console.log(`docs (control): ${tally.failed} faults were found, ${tally.passed} were not`);
    console.log(`docs (control): ${caught ? 1 : 0} passed, ${caught ? 0 : 1} failed`);
    process.exit(caught ? 0 : 1);
}
tally.table();
process.exit(tally.end());
