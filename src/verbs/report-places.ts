import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { FilePlace, ReportPlaces } from '#conform'
import { modelFolder } from '#model/io'
import { sessionFile } from '#recording/io'
import type { TwinPlace } from './workspace.ts'

/** Where a twin's routes and sessions lie as files of the workspace. */
export async function findReportPlaces(cwd: string, place: TwinPlace): Promise<ReportPlaces> {
  const model = join(modelFolder(place.folder), 'model.json')
  // without a model (a check on held-out sessions needs none) there are no lines in it
  const text = await readFile(model, 'utf8').catch(() => undefined)
  const inWorkspace = (path: string) => relative(cwd, path).split(sep).join('/')
  const lines = text === undefined ? new Map<string, number>() : linesOfRoutes(text)
  const fallback: FilePlace = { file: inWorkspace(text === undefined ? join(place.folder, 'twin.toml') : model), line: 1 }
  return {
    ofRoute: (route) => {
      const line = lines.get(route)
      return line === undefined ? fallback : { file: fallback.file, line }
    },
    ofSession: (session) => ({ file: inWorkspace(sessionFile(place.folder, session)) }),
  }
}

const routePattern = /"method": ("(?:[^"\\]|\\.)*"),\s*"path": ("(?:[^"\\]|\\.)*")/g

/** The line on which the model begins each route, by `METHOD /path`. */
function linesOfRoutes(model: string): Map<string, number> {
  const lines = new Map<string, number>()
  let line = 1
  let read = 0
  for (const match of model.matchAll(routePattern)) {
    for (let at = model.indexOf('\n', read); at !== -1 && at < match.index; at = model.indexOf('\n', at + 1)) {
      line++
      read = at + 1
    }
    const label = `${JSON.parse(match[1] as string)} ${JSON.parse(match[2] as string)}`
    if (!lines.has(label)) lines.set(label, line)
  }
  return lines
}
