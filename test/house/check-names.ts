import { storeys } from './rooms.ts'
import { lineOf, type Node, type SourceFile, type Violation } from './source-file.ts'

/** Folders whose name says nothing: what is in them belongs to somebody. */
const vague = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'core', 'shared', 'misc', 'lib', 'manager', 'managers'])

/** A file of more lines is cut; a table of data would go into a file of its own. */
const redZoneLines = 300

export function checkNames(file: SourceFile): Violation[] {
  const violations: Violation[] = []
  const report = (rule: Violation['rule'], message: string) =>
    violations.push({ rule, path: file.path, message: `${file.path} ${message}` })
  if (file.room !== undefined && storeys[file.room] === undefined) {
    report('name', `is in a room that the house does not know: put it into one of ${Object.keys(storeys).join(', ')}`)
  }
  for (const folder of file.path.split('/').slice(0, -1)) {
    if (vague.has(folder)) report('name', `is in a folder called "${folder}": put it into the room whose word it speaks`)
  }
  for (const statement of file.program['body'] as Node[]) {
    if (statement.type !== 'ExportDefaultDeclaration') continue
    report('name', `has a default export on line ${lineOf(file, statement)}: export it by its name`)
  }
  const lines = file.text.split('\n').length - 1
  if (lines > redZoneLines && !file.isTest) {
    report(
      'size',
      `has ${lines} lines, more than ${redZoneLines}: cut it where a reader would pause, into files named after what they export`,
    )
  }
  return violations
}
