/** Knows what the grammar of printed relations takes, what it refuses, and what it makes of a real book of forms. */
import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { harvestRelations } from '../../../indicators/edit-rules/harvest.ts'
import type { Expression } from '../../../indicators/edit-rules/relation-expression.ts'
import { parseRelations, readRelations, type Relation } from '../../../indicators/edit-rules/relation.ts'
import { InputError } from '../../../indicators/input-error.ts'
import { cellAddress } from '../../../workbooks/grid.ts'
import { readGrid } from '../../workbooks/reading.ts'

const showExpression = (e: Expression): string => {
  switch (e.kind) {
    case 'constant':
      return `#${e.value}`
    case 'reference': {
      const lag = e.lag ? `@${e.lag.kind}` : ''
      return `${e.table ? `${e.table}!` : ''}${e.item ?? '*'}${e.column ? `|${e.column}` : ''}${e.measure ? `.${e.measure}` : ''}${lag}`
    }
    case 'operation':
      return `(${showExpression(e.left)}${e.operator}${showExpression(e.right)})`
  }
}
const show = ({ conditions, claims, scope }: Relation): string => {
  const [ifs, thens] = [conditions, claims].map((list) =>
    list.map((c) => `${showExpression(c.left)}${c.comparator}${showExpression(c.right)}`).join(' & '),
  )
  return `${ifs ? `${ifs} => ` : ''}${thens}${scope.length > 0 ? ` [${scope.join()}]` : ''}`
}

describe('what forms print', () => {
  test.each([
    ['11=01+02-05', ['11=((01+02)-05)']],
    ['５＝６＋７', ['5=(6+7)']],
    ['5=＞10+11+12', ['5≥((10+11)+12)']],
    ['06、 07、08≤04', ['06≤04 & 07≤04 & 08≤04']],
    ['11=01+02-05=12+16', ['11=((01+02)-05) & ((01+02)-05)=(12+16)']],
    ['01（面积、产量）=02+06', ['01=(02+06) [面积,产量]']],
    ['01=上年年末耕地总资源', ['01=耕地总资源@year-end']],
    ['01=上年年未耕地总资源', ['01=耕地总资源@year-end']],
    ['01≥上年同期01', ['01≥01.prior_current']],
    ['上月累计+本月=本月累计', ['(*.ytd@periods+*.current)=*.ytd']],
    ['02﹤01；21﹥22, 1＞2', ['02<01', '21>22', '1>2']],
    ['02<=01 03>=04\n05≠06', ['02≤01', '03≥04', '05≠06']],
    ['11=12+13+14 19≥20+21', ['11=((12+13)+14)', '19≥(20+21)']],
    ['03=02÷01×100%', ['03=((02÷01)×#100)']],
    ['04≤01×30%，05≥0', ['04≤(01×#0.3)', '05≥#0']],
    ['12=10×11', ['12=(10×11)']],
    ['01=02×1000', ['01=(02×#1000)']],
    ['01=(02+03)×1.5', ['01=((02+03)×#1.5)']],
    ['01=02+…+05', ['01=(((02+03)+04)+05)']],
    ['01=Σ（02～04）；01=02至04之和', ['01=((02+03)+04)', '01=((02+03)+04)']],
    ['02～04≤01', ['02≤01 & 03≤01 & 04≤01']],
    ['0≤05≤100%', ['#0≤05 & 05≤#100']],
    ['若01＞0，则02＞0', ['01>#0 => 02>#0']],
    ['A301表01≥本表02', ['A301!01≥02']],
    ['3栏=1栏-2栏', ['*|3=(*|1-*|2)']],
    ['城镇=餐饮收入+“1-本月零售”', ['城镇=(餐饮收入+1-本月零售)']],
    ['01不小于02', ['01≥02']],
    ['本月≤“本年1-本月”栏', ['*.current≤*|本年1-本月']],
  ])('%s', (printed, expected) => {
    expect(parseRelations(printed).map(show)).toEqual(expected)
  })

  test.each([
    ['01=', 4, '（到此为止）'],
    ['01=02+（03', 10, '（到此为止）'],
    ['01', 3, '（到此为止）'],
    ['01=+02', 4, '+'],
    ['01—05≤06', 3, '—'],
    ['01=02～05', 6, '～'],
    ['01=02、04=05+06', 9, '='],
    ['01=02、03', 9, '（到此为止）'],
    ['01≥05～02', 6, '～'],
    ['01（面积）=02（面积、产量）', 1, '01'],
  ])('%s is refused at its character %i', (printed, character, found) => {
    const { relations, unparsed } = readRelations(printed)
    expect(relations).toEqual([])
    expect(unparsed.map((u) => [u.text, u.issue.where.zh, u.issue.found])).toEqual([
      [printed, `第 ${character} 个字`, found],
    ])
  })

  test('every fault of a text is told, and what stands between is still read', () => {
    const { relations, unparsed } = readRelations('01=；02≥03，04+05；06≤07')
    expect(relations.map((r) => r.text)).toEqual(['02≥03', '06≤07'])
    expect(unparsed.map((u) => u.position)).toEqual([0, 10])
    expect(() => parseRelations('01=；04+05')).toThrow(InputError)
  })

  test('what is composed in any width and spacing is parsed back', () => {
    const code = fc.integer({ min: 1, max: 99 }).map((n) => String(n).padStart(2, '0'))
    const pick = (...texts: string[]) => fc.constantFrom(...texts)
    const side = fc.array(code, { minLength: 1, maxLength: 5 })
    const relation = fc.tuple(code, pick('=', '≥', '≤', '>', '<'), side)
    const WIDE: Record<string, string[]> = {
      '=': ['=', '＝', ' = '],
      '≥': ['≥', '>=', '＞＝', '=＞', ' ≥'],
      '≤': ['≤', '<=', '﹤=', '≦'],
      '>': ['>', '＞', '﹥'],
      '<': ['<', '＜', '﹤ '],
    }
    fc.assert(
      fc.property(
        fc.array(relation, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat({ max: 20 })),
        (relations, choices) => {
          const choose = (texts: readonly string[]): string =>
            texts[(choices.next().value ?? 0) % texts.length] ?? ''
          const written = relations
            .map(
              ([left, sign, right]) =>
                `${left}${choose(WIDE[sign] ?? [])}${right.join(choose(['+', '＋', ' + ']))}`,
            )
            .reduce((all, one) => `${all}${choose(['，', ',', '；', ';', ' ', '; '])}${one}`)
          const expected = relations.map(
            ([left, sign, right]) => `${left}${sign}${right.reduce((sum, one) => `(${sum}+${one})`)}`,
          )
          expect(parseRelations(written).map(show)).toEqual(expected)
        },
      ),
    )
  })
})

describe('the notes of a form', () => {
  const notes = (...lines: string[]) => lines.map((text, i) => ({ sheet: '表', cell: `A${i + 1}`, text }))

  test('a section opens with a heading, goes on over lines, and ends at the next note', () => {
    const { relations, unparsed } = harvestRelations(
      notes(
        '说明：1.本表由各市报送，1=本月；2.报送时间为25日前。',
        '3.审核关系：01=02+03；04≥；05＞06；4.统计范围：≥500万元的企业',
        '5.逻辑关系：07=08',
        '09（面积）=10+11。',
        '6.年收入≥2000万元的企业填报',
      ),
    )
    expect(relations.map((r) => [r.note.cell, r.relation.text])).toEqual([
      ['A2', '01=02+03'],
      ['A2', '05＞06'],
      ['A3', '07=08'],
      ['A4', '09（面积）=10+11'],
    ])
    expect(unparsed.map((u) => [u.note.cell, u.text, u.position, u.reason.where.zh])).toEqual([
      ['A2', '04≥', 16, '第 20 个字'],
    ])
  })
})

const book = new URL('../../../../shared/workbooks/real/', import.meta.url)
const file = new URL(encodeURIComponent('ftl__2016年湖北农林牧渔业综合统计报表制度.xls'), book)
const present = existsSync(file)
if (!present) console.warn('the real book of forms is not there: its test is skipped')

test.skipIf(!present)(
  'every relation printed in a real book of 28 forms is parsed, or listed with its reason',
  async () => {
    const grid = await readGrid(readFileSync(file))
    expect(grid.sheets).toHaveLength(28)
    const notes = grid.sheets.flatMap((sheet) =>
      sheet.cells.flatMap(({ row, column, content }) =>
        content.type === 'text'
          ? [{ sheet: sheet.name, cell: cellAddress(row, column), text: content.value }]
          : [],
      ),
    )
    const { relations, unparsed } = harvestRelations(notes)
    const comparisons = relations.reduce((sum, r) => sum + r.relation.claims.length, 0)
    console.info(
      `${relations.length} printed relations (${comparisons} comparisons) in ${new Set(relations.map((r) => r.note.sheet)).size} forms, ${unparsed.length} not parsed`,
      unparsed,
    )
    // Counted apart from the grammar: every comparison mark in the book belongs to one relation that was read or listed.
    const marks = (text: string): number => text.match(/[=＝]?[>＞﹥]|[≥≤﹤<]|[=＝]/g)?.length ?? 0
    const printed = notes.reduce((sum, note) => sum + marks(note.text), 0)
    const read = [...relations.map((r) => r.relation.text), ...unparsed.map((u) => u.text)]
    expect(read.reduce((sum, text) => sum + marks(text), 0)).toBe(printed)
    expect(relations).toHaveLength(86)
    expect(comparisons).toBe(88)
    expect(unparsed).toEqual([])
  },
)
