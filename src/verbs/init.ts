import { relative } from 'node:path'
import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { createTwin } from './create-twin.ts'
import { problemOfBaseUrl } from './twin-config.ts'
import { defineVerb } from './verb.ts'
import { twinNamePattern } from './workspace.ts'

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
    const { folder, files } = await createTwin(context.cwd, name, baseUrl)
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
