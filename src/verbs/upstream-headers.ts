import { exitCodes, Fault } from '#diagnostics'
import type { HeaderList } from '#http'
import { fillFromEnv } from './fill-from-env.ts'
import type { TwinConfig } from './twin-config.ts'

/** Headers for the live service out of a `twin.toml`, with `$NAME` for what the environment says. Faults: `credential-missing`. */
export function upstreamHeaders({ upstream }: TwinConfig, env: Readonly<Record<string, string | undefined>>): HeaderList {
  return Object.entries(upstream?.headers ?? {}).map(([name, text]) => [name, fillFromEnv(text, env, (key) => missing(name, key))])
}

function missing(header: string, key: string): Fault {
  return new Fault('credential-missing', `[upstream.headers] ${header} needs ${key}, which is not in the environment`, {
    exitCode: exitCodes.user,
    help: `export ${key}=…, or give --header "${header}: …"`,
  })
}
