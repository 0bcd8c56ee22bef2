import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { planUniverse } from './universe/plan-universe.ts'
import { readUniverse } from './universe/read-universe.ts'
import { readUniverseRecord } from './universe/universe-record.ts'
import { defineVerb } from './verb.ts'

const formats = ['shell', 'dotenv', 'github', 'compose', 'fish', 'powershell'] as const

const input = z.object({ format: z.enum(formats).default('shell') })

/** How containers reach this machine. */
const hostOfContainers = 'host.docker.internal'

/** The addresses of a universe's twins as variables. Faults: those of `readUniverse` and `planUniverse`, `universe-not-up` for a port that nobody knows yet. */
export const envVerb = defineVerb({
  name: 'env',
  summary: 'Print the addresses of the twins as variables for the app: STRIPE_BASE_URL=…',
  help: `Prints a variable for each twin of doppel.toml: NAME_BASE_URL, or what env of the twin says. Of a universe that is up they are
its addresses, else those that it will have.

  shell        export A='…', for eval "$(doppel env)" (the default)
  dotenv       A=…, for a .env file
  github       A=…, for doppel env --format github >> "$GITHUB_ENV"
  compose      the environment of a service in compose.yaml; containers reach this machine as ${hostOfContainers},
               so set host = "0.0.0.0" in doppel.toml
  fish, powershell

Examples:
  $ eval "$(doppel env)"
  $ doppel env --format dotenv > .env.test
  $ doppel env --json`,
  parameters: [{ key: 'format', kind: 'option', placeholder: 'FORMAT', summary: `one of ${formats.join(', ')}`, completes: formats }],
  input,
  async run({ format }, { cwd }) {
    const addresses = await readAddresses(cwd)
    return { exitCode: exitCodes.ok, text: printers[format](addresses), json: Object.fromEntries(addresses) }
  },
})

type Addresses = readonly (readonly [name: string, url: string])[]

async function readAddresses(cwd: string): Promise<Addresses> {
  const record = await readUniverseRecord(cwd)
  if (record !== undefined) return record.twins.flatMap(({ env, url }) => (url === undefined ? [] : [[env, url] as const]))
  const { config } = await readUniverse(cwd)
  return planUniverse(config).map(({ name, env, port }) => {
    if (port !== 0) return [env, `http://${config.host ?? '127.0.0.1'}:${port}`] as const
    throw new Fault('universe-not-up', `${name} has a free port, which is known once it is up`, {
      exitCode: exitCodes.user,
      help: 'start it first: doppel up --detach',
    })
  })
}

const printers: Readonly<Record<(typeof formats)[number], (addresses: Addresses) => string>> = {
  shell: lines((name, url) => `export ${name}='${url}'`),
  dotenv: lines((name, url) => `${name}=${url}`),
  github: lines((name, url) => `${name}=${url}`),
  fish: lines((name, url) => `set -gx ${name} '${url}'`),
  powershell: lines((name, url) => `$Env:${name} = '${url}'`),
  compose: (addresses) => ['environment:', ...addresses.map(([name, url]) => `  ${name}: "${forContainers(url)}"`)].join('\n'),
}

function lines(print: (name: string, url: string) => string): (addresses: Addresses) => string {
  return (addresses) => addresses.map(([name, url]) => print(name, url)).join('\n')
}

function forContainers(url: string): string {
  return `http://${hostOfContainers}:${new URL(url).port}`
}
