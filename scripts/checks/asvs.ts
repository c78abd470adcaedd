/** Every applicable requirement of OWASP ASVS 5.0 has a test that exists or a decision; the list of guards fits the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { guardProblems, readGuards } from "../guards/guard-list.ts";
import { ASVS_ITEMS } from "../security/asvs-items.ts";
import { collectTests } from "../security/collect-tests.ts";
import { ledgerProblems } from "../security/ledger-problems.ts";
import { ROOT } from "../stack/child.ts";

const ledger: unknown = JSON.parse(readFileSync(join(ROOT, "docs/security/asvs.json"), "utf8"));
const tests = await collectTests();
const problems = [
  ...ledgerProblems(ledger, ASVS_ITEMS, tests).map((problem) => `docs/security/asvs.json: ${problem}`),
  ...guardProblems(readGuards(ROOT), ROOT, tests).map((problem) => `docs/security/guards.json: ${problem}`),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
