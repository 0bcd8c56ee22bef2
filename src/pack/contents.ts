import { type JsonObject, parseJson } from '#base'
import { readTomlSource } from '#diagnostics'
import { hostSettings, secretSettings, withoutHostSettings } from './host-settings.ts'
import { fault } from './pack-fault.ts'
import type { TarEntry } from './tar.ts'

const decoder = new TextDecoder('utf-8')
const settingsName = 'twin.toml'
const modelName = 'model/model.json'

/** Secrets that the files of a twin have written out, by file and key. */
export function findSecrets(files: readonly TarEntry[]): string[] {
  return sectionsOf(files).flatMap(({ name, settings }) => secretSettings(settings).map((key) => `${name}: ${key}`))
}

/**
 * That a pack says nothing which is for its user to say: where a twin listens, whom it calls, which service is written to. What `doppel pack`
 * writes has none of it. Faults: `pack-refused`.
 */
export function checkContents(files: readonly TarEntry[]): void {
  for (const { name, settings } of sectionsOf(files)) {
    const [key] = hostSettings(settings)
    if (key !== undefined) throw fault('pack-refused', `${name} says ${key}, which a pack may not decide on the machine of its user`)
  }
}

/** What `settings` say that a pack does not have, and the settings without it. Models say it in the same words. */
export function withoutHost(settings: JsonObject): { readonly settings: JsonObject; readonly leftOut: readonly string[] } {
  return { settings: withoutHostSettings(settings), leftOut: hostSettings(settings) }
}

function sectionsOf(files: readonly TarEntry[]): { readonly name: string; readonly settings: JsonObject }[] {
  return files.flatMap(({ name, bytes }) => {
    const settings =
      name === settingsName
        ? readTomlSource(name, decoder.decode(bytes)).value
        : name === modelName
          ? parseJson(decoder.decode(bytes))
          : undefined
    return typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? [{ name, settings: settings as JsonObject }] : []
  })
}
