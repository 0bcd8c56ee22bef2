export { collectLists, elementValue } from './element-value.ts'
export { parseXml } from './parse-xml.ts'
export { printXml, type XmlLayout } from './print-xml.ts'
export { readDocument } from './read-document.ts'
