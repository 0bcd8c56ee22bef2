import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes, type Finding } from '#diagnostics'
import packageJson from '../../package.json' with { type: 'json' }
import { findLinted, shownFrom } from './lint/find-linted.ts'
import { isWrong, lintFormats, placed, printLint, toGithub } from './lint/lint-report.ts'
import { lintTwin } from './lint/lint-twin.ts'
import { lintUniverseToml } from './lint/lint-universe.ts'
import { universeFile } from './universe/universe-config.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { readIfThere } from './workspace.ts'

const input = z.object({ twin: z.array(z.string().min(1)).default([]), format: z.enum(lintFormats).default('text') })

/** Looks through the files of twins. Faults: `twin-unknown`, `file-unreadable`. */
export const lintVerb = defineVerb({
  name: 'lint',
  summary: 'Check the files of twins: what is wrong, where, and how to mend it',
  help: `Looks through all files of a twin that people write: twin.toml, scrub.toml, drift.toml, the four files of a written twin, its
fixtures, and model/model.json; and the project's doppel.toml: twins, fixtures and chaos that there are not, ports and variables that
two twins have, links on events and to routes that no twin has. What is wrong is said with file, line and column, and how to mend it:
syntax, keys that nothing reads, values that can't be, words that are not understood, names that there are not, entities that break a
constraint. What the files leave open and the twin has an answer to is said as info.

TWIN is the name of a twin, its folder, or one file of it; all twins of the workspace, and doppel.toml, unless said. Ends with 1 where there is
something to mend. In GitHub Actions it is shown in the files, too.

Examples:
  $ doppel lint
  $ doppel lint jira
  $ doppel lint twins/jira/routes.yaml
  $ doppel lint --format sarif > lint.sarif`,
  parameters: [
    {
      key: 'twin',
      kind: 'argument',
      placeholder: 'TWIN',
      summary: 'a twin, its folder, or a file of it',
      repeatable: true,
      completes: 'twin',
    },
    {
      key: 'format',
      kind: 'option',
      placeholder: 'FORMAT',
      summary: `one of ${lintFormats.join(', ')}; text unless said`,
      completes: lintFormats,
    },
  ],
  input,
  async run({ twin, format }, context) {
    const isProject = (target: string) => basename(target) === universeFile
    const named = twin.filter((target) => !isProject(target))
    const twins = twin.length > 0 && named.length === 0 ? [] : await findLinted(context.cwd, named)
    const linted = new Set(twins.flatMap(({ folder, only }) => (only === undefined ? [folder] : [])))
    const project = await lintProject(twin.length === 0 ? [universeFile] : twin.filter(isProject), linted, context)
    const found = await Promise.all(
      twins.map(async ({ only, ...linted }) => {
        const findings = (await lintTwin(linted)).map(placed)
        return only === undefined ? findings : findings.filter(({ file }) => file === only)
      }),
    )
    const findings = [...project.map(placed), ...found.flat()]
    if (context.env['GITHUB_ACTIONS'] === 'true' && format !== 'github') for (const line of toGithub(findings)) context.note(line)
    return {
      exitCode: findings.some(isWrong) ? exitCodes.user : exitCodes.ok,
      text: printLint(findings, format, packageJson.version, twins.length),
      json: { twins: twins.map(({ shown }) => shown), findings },
    }
  },
})

async function lintProject(files: readonly string[], linted: ReadonlySet<string>, context: VerbContext): Promise<readonly Finding[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const path = resolve(context.cwd, file)
      const text = await readIfThere(path)
      if (text === undefined) return []
      return lintUniverseToml(text, shownFrom(context.cwd, path), { folder: dirname(path), linted, context })
    }),
  )
  return found.flat()
}
