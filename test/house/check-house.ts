import { checkImports } from './check-imports.ts'
import { checkNames } from './check-names.ts'
import { checkPurity } from './check-purity.ts'
import { parseSourceFile, type Violation } from './source-file.ts'

/** Every rule about single files of `src/`. Paths are from the project's folder. */
export function checkHouse(files: readonly { readonly path: string; readonly text: string }[]): Violation[] {
  const parsed = files.map(({ path, text }) => parseSourceFile(path, text))
  return parsed.flatMap((file) => [...checkImports(file), ...checkPurity(file), ...checkNames(file)])
}
