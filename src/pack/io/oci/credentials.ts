import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { decodeBase64, encodeBase64, parseJson } from '#base'

type Env = Readonly<Record<string, string | undefined>>

const configSchema = z.looseObject({
  auths: z
    .record(z.string(), z.looseObject({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional() }))
    .optional(),
})

/**
 * What a registry is shown, as the value of `Authorization: Basic …`; undefined where nothing is known. `DOPPEL_REGISTRY_USER` and
 * `DOPPEL_REGISTRY_PASSWORD` are for the registry that `DOPPEL_REGISTRY` names and for no other; else the file counts in which `docker login`
 * keeps them.
 */
export async function readCredentials(host: string, env: Env): Promise<string | undefined> {
  const { DOPPEL_REGISTRY: own, DOPPEL_REGISTRY_USER: user, DOPPEL_REGISTRY_PASSWORD: password } = env
  if (own === host && user !== undefined && password !== undefined) return encodeBase64(`${user}:${password}`)
  const folder = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker')
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => undefined)
  const config = configSchema.safeParse(text === undefined ? undefined : parseJson(text))
  const { auths = {} } = config.data ?? {}
  const found = auths[host] ?? auths[`https://${host}`] ?? auths[`http://${host}`]
  if (found?.username !== undefined && found.password !== undefined) return encodeBase64(`${found.username}:${found.password}`)
  const said = found?.auth
  return said !== undefined && decodeBase64(said)?.includes(':') ? said : undefined
}
