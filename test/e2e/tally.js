// test/e2e/tally.js — counts what was checked and says what failed. The closing line is the one that script/test reads.

export class Tally {
    constructor(name) {
        this.name = name;
        this.passed = 0;
        this.failed = 0;
        this.skipped = 0;
        this.rows = [];
        this.current = null;
    }

    // Everything counted from here on belongs to one row of the table.
    row(name) {
        this.current = { name, passed: 0, failed: 0, skipped: 0, seconds: Date.now() };
        this.rows.push(this.current);
    }

    check(what, holds, detail = "") {
        const key = holds ? "passed" : "failed";
        this[key]++;
        if (this.current) this.current[key]++;
        if (!holds)
            console.log(
                `FAILED ${this.current ? this.current.name + ": " : ""}${what}${detail ? `\n       ${detail}` : ""}`,
            );
        return holds;
    }

    equal(what, actual, expected) {
        const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
        return this.check(
            what,
            a === e,
            a === e ? "" : `expected ${shorten(e)}\n       got      ${shorten(a)}`,
        );
    }

    skip(what, count = 1) {
        this.skipped += count;
        if (this.current) this.current.skipped += count;
        console.log(`skipped ${what}`);
    }

    table() {
        const width = Math.max(...this.rows.map((r) => [...r.name].length), 4);
        for (const r of this.rows) {
            const counts = `${String(r.passed).padStart(5)} passed ${String(r.failed).padStart(3)} failed`;
            console.log(
                `${r.name.padEnd(width)} ${counts}${r.skipped ? ` ${r.skipped} skipped` : ""}`,
            );
        }
    }

    // Prints the closing line; the value is the exit code.
    end() {
        const skipped = this.skipped ? `, ${this.skipped} skipped` : "";
        console.log(`${this.name}: ${this.passed} passed, ${this.failed} failed${skipped}`);
        return this.failed === 0 && this.passed + this.skipped > 0 ? 0 : 1;
    }
}

function shorten(text) {
    return text === undefined ? "nothing" : text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
