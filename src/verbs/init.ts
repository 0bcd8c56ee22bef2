import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { defaultScrubToml } from '#recording'
import { problemOfBaseUrl, twinConfigSchema } from './twin-config.ts'
import { twinToml } from './twin-templates.ts'
import { defineVerb } from './verb.ts'
import { twinFolder, twinNamePattern } from './workspace.ts'

const input = z.object({
  name: z.string().regex(twinNamePattern, 'use lower-case letters, digits, - and _, and begin with a letter or digit'),
  baseUrl: z.string().superRefine((value, context) => {
    const problem = problemOfBaseUrl(value)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  }),
})

/** Writes `twins/NAME/`; refuses to touch one that exists. Faults: `twin-exists`, `folder-not-writable`. */
export const initVerb = defineVerb({
  name: 'init',
  summary: 'Make a place for a new twin: twins/NAME with its settings',
  help: `Writes twins/NAME/ with two commented files: twin.toml says where the real service is and how the twin is
recorded, served and checked; scrub.toml adds rules for what must not reach the disk.

Examples:
  $ doppel init orders --base-url https://api.example.com/v1
  $ doppel init local --base-url http://localhost:3000`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'what to call the twin: lower-case letters, digits, - and _' },
    { key: 'baseUrl', kind: 'option', placeholder: 'URL', summary: 'the real service, http or https' },
  ],
  input,
  async run({ name, baseUrl }, context) {
    const folder = twinFolder(context.cwd, name)
    const files = await writeTwin(context.cwd, folder, name, baseUrl)
    const shown = relative(context.cwd, folder)
    const text = [
      `Made ${shown} for ${baseUrl}`,
      '',
      'Next:',
      `  1. doppel record ${name} --port 8080     then send your traffic to http://127.0.0.1:8080`,
      `  2. doppel synth ${name}                  learns from what was recorded`,
      `  3. doppel serve ${name} --port 8081      and the twin answers`,
    ].join('\n')
    return { exitCode: exitCodes.ok, text, json: { name, baseUrl, folder, files } }
  },
})

async function writeTwin(cwd: string, folder: string, name: string, baseUrl: string): Promise<string[]> {
  await createFolder(folder, name)
  const files = new Map([
    [join(folder, 'twin.toml'), twinToml(name, baseUrl)],
    [join(folder, 'scrub.toml'), defaultScrubToml],
    [
      join(folder, '.gitignore'),
      '# Recordings are scrubbed, but they are yours to publish: remove this line to commit them.\nrecordings/\n',
    ],
  ])
  const shared = new Map([
    [
      join(cwd, 'twins', '.schema', 'twin.json'),
      `${JSON.stringify(z.toJSONSchema(twinConfigSchema, { io: 'input', unrepresentable: 'any' }), undefined, 2)}\n`,
    ],
    [join(cwd, '.doppel', '.gitignore'), '# Keys and caches of this machine: never commit them.\n*\n'],
  ])
  try {
    for (const [file, text] of [...files, ...shared]) {
      await mkdir(join(file, '..'), { recursive: true })
      await writeFile(file, text)
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw notWritable(folder, error)
  }
  return [...files.keys()].map((file) => relative(cwd, file))
}

async function createFolder(folder: string, name: string): Promise<void> {
  try {
    await mkdir(join(folder, '..'), { recursive: true })
    await mkdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(folder, error)
    throw new Fault('twin-exists', `twins/${name} exists already; nothing was changed`, {
      exitCode: exitCodes.user,
      help: `choose another name, or edit twins/${name}/twin.toml`,
    })
  }
}

function notWritable(folder: string, error: unknown): Fault {
  return new Fault('folder-not-writable', `${folder} can't be written: ${(error as Error).message}`, {
    exitCode: exitCodes.runtime,
    cause: error,
  })
}
