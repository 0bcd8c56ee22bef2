import { exitCodes, Fault } from '#diagnostics'
import type { HeaderList } from '#http'
import type { TwinConfig } from './twin-config.ts'

/** Headers for the live service out of a `twin.toml`, with `$NAME` for what the environment says. Faults: `credential-missing`. */
export function upstreamHeaders({ upstream }: TwinConfig, env: Readonly<Record<string, string | undefined>>): HeaderList {
  return Object.entries(upstream?.headers ?? {}).map(([name, text]) => [
    name,
    text.replace(/\$([A-Za-z_]\w*)/g, (_, key: string) => read(name, key, env)),
  ])
}

function read(header: string, key: string, env: Readonly<Record<string, string | undefined>>): string {
  const value = env[key]
  if (value !== undefined && value !== '') return value
  throw new Fault('credential-missing', `[upstream.headers] ${header} needs ${key}, which is not in the environment`, {
    exitCode: exitCodes.user,
    help: `export ${key}=…, or give --header "${header}: …"`,
  })
}
