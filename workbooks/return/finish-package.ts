/** Knows what the writing library leaves undone in its package: links inside the workbook, boxes and authors of comments. */
import { cellAddress } from '../grid.ts'
import { rewritePackage } from '../rewrite-package.ts'
import type { NoteBox } from './marks.ts'

export interface Link {
  /** Cell of the result sheet. */
  readonly cell: string
  readonly to: string
}

export interface Finish {
  /** Number of the result sheet in the package. */
  readonly results: number
  readonly links: readonly Link[]
  readonly boxes: readonly NoteBox[]
  /** Who wrote the comments. */
  readonly author: string
}

const attribute = (raw: string): string =>
  raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const addLinks = (xml: string, links: readonly Link[]): string => {
  if (links.length === 0) return xml
  const list = links.map(({ cell, to }) => `<hyperlink ref="${cell}" location="${attribute(to)}"/>`).join('')
  // Links stand before the page; the library writes margins on every sheet.
  return xml.replace(/<(?:printOptions|pageMargins)\b/, (page) => `<hyperlinks>${list}</hyperlinks>${page}`)
}

const numberIn = (shape: string, tag: string): number =>
  Number(new RegExp(`<x:${tag}>(\\d+)</x:${tag}>`).exec(shape)?.[1])

const sizeBoxes = (vml: string, boxes: readonly NoteBox[]): string => {
  const anchors = new Map(boxes.map((box) => [`${box.row - 1} ${box.column - 1}`, box.anchor]))
  return vml
    .split('<v:shape ')
    .map((shape) => {
      const anchor = anchors.get(`${numberIn(shape, 'Row')} ${numberIn(shape, 'Column')}`)
      return anchor === undefined
        ? shape
        : shape.replace(/<x:Anchor>[^<]*<\/x:Anchor>/, `<x:Anchor>${anchor}</x:Anchor>`)
    })
    .join('<v:shape ')
}

const signNotes = (xml: string, boxes: readonly NoteBox[], author: string): string => {
  const ours = new Set(boxes.map((box) => cellAddress(box.row, box.column)))
  return xml
    .replace('</authors>', () => `<author>${attribute(author)}</author></authors>`)
    .replace(/<comment ref="([A-Z]+\d+)" authorId="0"/g, (whole, ref: string) =>
      ours.has(ref) ? `<comment ref="${ref}" authorId="1"` : whole,
    )
}

/** The package with all that. */
export const finishPackage = (bytes: Uint8Array, { results, links, boxes, author }: Finish): Uint8Array => {
  const edits = new Map<string, (xml: string) => string>([
    [`xl/worksheets/sheet${results}.xml`, (xml) => addLinks(xml, links)],
  ])
  for (const sheet of new Set(boxes.map((box) => box.sheet))) {
    const own = boxes.filter((box) => box.sheet === sheet)
    edits.set(`xl/drawings/vmlDrawing${sheet}.vml`, (vml) => sizeBoxes(vml, own))
    edits.set(`xl/comments${sheet}.xml`, (xml) => signNotes(xml, own, author))
  }
  return rewritePackage(bytes, edits)
}
