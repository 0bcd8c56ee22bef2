// Imports OpenAPI documents, sends each operation one request that the document allows, and judges each answer by the document's own
// schema for it: `node bench/openapi.ts [--ajv FOLDER] [--packages FOLDER] [--show N] [FILE…]`. The first FOLDER has ajv and ajv-formats in
// its node_modules; without it the judge is the project's own, which shares its readings with what it judges. The second has the packages of
// `openapi/documents.ts`, which are judged beside the files that are named.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { documents, type Packed } from './openapi/documents.ts'
import { exerciseDocument, type OperationResult } from './openapi/exercise-document.ts'
import { createAjvJudge, ownJudge } from './openapi/judges.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ajv: { type: 'string' }, packages: { type: 'string' }, show: { type: 'string', default: '0' } },
})
const packed = values.packages === undefined ? [] : documents.map((each) => locate(values.packages as string, each))
const missing = packed.filter(({ path }) => !existsSync(path)).map(({ spec }) => spec)
if (missing.length > 0) console.log(`not there: npm install --prefix ${values.packages} ${[...new Set(missing)].join(' ')}`)
const files = [...packed.filter(({ path }) => existsSync(path)).map(({ path }) => path), ...positionals]
if (files.length === 0) {
  console.log('no documents: name files of OpenAPI 3.x or Swagger 2.0, or a folder with packages that have some')
  process.exit(0)
}

const judgeName = values.ajv === undefined ? 'the project itself' : 'ajv'
console.log(`judged by ${judgeName}`)
const all: OperationResult[] = []
let failed = 0
for (const file of files) {
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  try {
    const started = performance.now()
    const { results, importMs, routes } = exerciseDocument(text, values.ajv === undefined ? ownJudge : createAjvJudge(values.ajv, text))
    const ms = performance.now() - started
    all.push(...results)
    const good = results.filter(({ verdict }) => verdict === 'valid').length
    const unjudged = results.filter(({ verdict }) => verdict === 'unjudged').length
    console.log(
      `${file}: ${good} of ${results.length - unjudged} answers valid${unjudged > 0 ? `, ${unjudged} not judged` : ''}; ${routes} routes, imported in ${importMs.toFixed(0)} ms, all in ${ms.toFixed(0)} ms`,
    )
    for (const { operation, verdict, why } of results.filter((each) => each.verdict !== 'valid').slice(0, Number(values.show)))
      console.log(`  ${verdict} ${operation}: ${why}`)
  } catch (error) {
    failed++
    console.log(`${file}: ${(error as Error).stack?.split('\n').slice(0, 3).join(' | ')}`)
  }
}
const count = (verdict: OperationResult['verdict']) => all.filter((each) => each.verdict === verdict).length
console.log(
  `${files.length} documents, ${failed} not imported; ${all.length} operations: ${count('valid')} valid, ${count('invalid')} invalid, ${count('refused')} refused, ${count('unjudged')} not judged`,
)

function locate(folder: string, { package: name, version, file }: Packed): { readonly path: string; readonly spec: string } {
  return { path: join(folder, 'node_modules', name, file), spec: `${name}@${version}` }
}
