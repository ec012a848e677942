// test/conformance/myjvn_json.mjs — the JSON answers of MyJVN: IPA's own examples are read, and what we write is valid against
// IPA's schemas. The schema of a detail refers to a copy of the CSAF schema that no validator compiles; of a detail the
// extension is judged, which IPA describes apart. Needs examples and schemas below $TODOKE_SHARED. The control is a list
// without what the schema demands.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";

const shared = process.env.TODOKE_SHARED || "../shared";
const program = resolve(process.env.B || "build", "todoke");
const folder = join(shared, "data/myjvn");
const details = join(folder, "examples/oka");
const count = { passed: 0, failed: 0, skipped: 0 };
const row = (set, text) => console.log(`${"myjvn".padEnd(10)} ${set.padEnd(44)} ${text}`);

function todoke(from, to, files, ...options) {
    const args = ["convert", "--from", from, "--to", to, "--json", ...options, ...files];
    let text;
    try {
        text = execFileSync(program, args, { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
    } catch (e) {
        text = e.stdout;
    }
    return text
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
}

function close(set, right, all, wrong) {
    const good = all > 0 && right === all;
    for (const line of wrong.slice(0, 5)) console.log(`myjvn: ${line}`);
    row(set, `${right} of ${all}${good ? "" : "  FAILED"}`);
    count[good ? "passed" : "failed"]++;
}

// Three of IPA's examples are no JSON (`"retMax": ,`): they must be refused. Lists of vendors, products and numbers hold no
// advisory, and must be told so.
function examples() {
    const wrong = [];
    const names = readdirSync(details).filter((name) => name.endsWith(".json"));
    for (const name of names) {
        const path = join(details, name);
        const answers = todoke("myjvn-json", "core", [path]);
        let json = true;
        try {
            JSON.parse(readFileSync(path, "utf8"));
        } catch {
            json = false;
        }
        const list = /Statistics|VendorList|ProductList|myjvn_vendor|myjvn_product/.test(name);
        const told = answers.map((a) => a.error?.message ?? "").join("; ");
        const right = !json
            ? told.startsWith("no JSON")
            : list
              ? told === "there is no advisory in it"
              : answers.length > 0 && answers.every((a) => a.valid);
        if (!right) wrong.push(`${name}: ${told}`);
    }
    close("IPA's JSON examples, read", names.length - wrong.length, names.length, wrong);
}

function validators() {
    const require = createRequire(import.meta.url);
    const Ajv = require("ajv/dist/2020").default;
    const ajv = new Ajv({ strict: false, allErrors: false });
    require("ajv-formats").default(ajv);
    const read = (name) => JSON.parse(readFileSync(join(folder, "schemas/oka", name), "utf8"));
    const compile = (schema) => ajv.compile({ ...schema, $schema: undefined });
    return {
        feed: compile(read("myjvn_feed_1.0.json")),
        extension: compile(read("jvnpid_extension_1.0.json")),
        numbers: compile(read("myjvn_statistics_1.0.json")),
        dictionary: compile(read("jvnpid_1.0.json")),
    };
}

function judge(set, validate, documents) {
    const wrong = [];
    for (const [name, value] of documents) {
        if (value === undefined || !validate(value))
            wrong.push(`${name}: ${JSON.stringify(validate.errors?.[0] ?? "not written")}`);
    }
    close(set, documents.length - wrong.length, documents.length, wrong);
}

if (!existsSync(details)) {
    count.skipped++;
    row("IPA's JSON examples, read", "skipped: no data/myjvn/examples/oka");
} else {
    examples();
    const { feed, extension, numbers, dictionary } = validators();
    const hnd = join(folder, "examples/hnd");
    const files = readdirSync(hnd)
        .filter((name) => /^(getVuln|dataFeed_jvndb_detail).*\.xml$/.test(name))
        .map((name) => join(hnd, name));
    const options = ["--url", "https://notes.example.jp", "--publisher", "Example"];
    const list = todoke("myjvn", "myjvn-json", files, "--method", "getVulnOverviewList", ...options);
    judge("own lists against IPA's JSON schema", feed, list.map((a) => [a.input, a.document]));
    const detail = todoke("myjvn", "myjvn-json", files, ...options);
    judge(
        "own details, their extension likewise",
        extension,
        detail.map((a) => [a.input, a.document && { jvn_extension: a.document.jvn_extension, status: a.document.status }]),
    );
    // The numbers of XML without severities have no place in JSON, and must be told so; the rest is whole on its way there and back.
    const statistics = readdirSync(hnd)
        .filter((name) => /^getStatistics.*\.xml$/.test(name))
        .map((name) => join(hnd, name));
    const written = [
        ...todoke("myjvn", "myjvn-json", statistics, ...options),
        ...todoke("myjvn-json", "myjvn-json", [join(details, "getStatistics_oka.json")], ...options),
    ];
    const severe = written.filter((a) => a.valid);
    judge("own numbers against IPA's JSON schema", numbers, severe.map((a) => [a.input, a.document]));
    const told = written.filter((a) => !a.valid && a.error.message.startsWith("this format has numbers of years and months alone"));
    close("numbers without severities, refused", told.length, written.length - severe.length, []);
    const again = JSON.parse(readFileSync(join(details, "getStatistics_oka.json"), "utf8"));
    const same = severe.some((a) => isDeepStrictEqual(a.document.data, again.data));
    close("IPA's numbers as they were", same ? 1 : 0, 1, []);
    const dictionaries = [
        ...todoke("myjvn", "myjvn-json", readdirSync(hnd).filter((n) => /(Vendor|Product)List|myjvn_(vendor|product)/.test(n)).map((n) => join(hnd, n)), ...options),
        ...todoke("myjvn-json", "myjvn-json", ["getVendorList", "getProductList"].map((n) => join(details, `${n}_oka.json`)), ...options),
    ];
    judge("own dictionaries against IPA's JSON schema", dictionary, dictionaries.map((a) => [a.input, a.document]));
    // One of the products there has its names under a key that the schema does not know.
    const example = readFileSync(join(details, "getProductList_oka.json"), "utf8").replace(/_i18"/g, '_i18n"');
    const products = JSON.parse(example)["jvn-product-dictionary"].vendors;
    const kept = dictionaries.some((a) => isDeepStrictEqual(a.document?.["jvn-product-dictionary"].vendors, products));
    close("IPA's products as they were", kept ? 1 : 0, 1, []);
    const broken = structuredClone(list[0].document);
    delete broken.feed.entry[0].created;
    if (feed(broken)) {
        console.log("myjvn_json: the control is valid too: nothing was judged");
        count.failed++;
    }
}
console.log(`myjvn_json: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed > 0 ? 1 : 0);
