/** Knows that the seeds say what their sources say, and how a broken catalogue is refused. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  findForm,
  findPlan,
  findReportingUnit,
  findVariable,
  parseCatalogue,
  PLAN_SCHEMA_FILE,
  planJsonSchema,
} from '../../indicators/catalogue.ts'
import { foundText, InputError } from '../../indicators/input-error.ts'
import { lastDayOf, parsePeriod } from '../../indicators/period.ts'
import type { PublishedValue } from '../../indicators/published-value.ts'
import { convertValue, findUnit } from '../../indicators/unit-of-measure.ts'

const SEEDS = new URL('../../seeds/', import.meta.url)
const SHARED = new URL('../../../shared/', import.meta.url)
const PLAN_TEXT = new URL('plans/001_932c30150367695a.txt', SHARED)
const hasShared = existsSync(PLAN_TEXT)

const readFiles = (): Map<string, unknown> =>
  new Map(
    readdirSync(SEEDS, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.replaceAll('\\', '/'), JSON.parse(readFileSync(new URL(name, SEEDS), 'utf8'))]),
  )
const catalogue = parseCatalogue(readFiles())
const plan = catalogue.plans.find((p) => p.code === 'zj-digital-2022')
const indicators = plan?.indicators ?? []

const squeeze = (s: string): string => s.replaceAll(/\s/g, '')

/** Comma separated values with quotes, as the sources have them. */
const parseCsv = (csv: string): Record<string, string>[] => {
  const cells = [...csv.replaceAll('\r', '').matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n|$)/g)]
  const rows: string[][] = [[]]
  for (const [all, quoted, plain, end] of cells) {
    if (all === '' && end === '') break
    rows.at(-1)?.push((quoted ?? plain ?? '').replaceAll('""', '"'))
    if (end === '\n') rows.push([])
  }
  const [head = [], ...body] = rows.filter((row) => row.length > 1)
  return body.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])))
}

const NUMBER = /^≥?\d+(\.\d+)?$/

interface Row {
  category: string
  name: string
  unit: string
  line: number
  printed: string[]
}

/** The table of the plan, found again without the line numbers of the seeds: a name, then three figures. */
const parseTable = (lines: string[]): Row[] => {
  const from = lines.findIndex((l) => squeeze(l) === '全省数字经济发展主要指标')
  const to = lines.findIndex((l) => squeeze(l) === '二、主要任务')
  const words = lines
    .map((l, i) => ({ word: squeeze(l), line: i + 1 }))
    .slice(from + 1, to)
    .filter(({ word }) => word !== '')
  let category = ''
  return words.flatMap(({ word, line }, i) => {
    const printed = words.slice(i + 1, i + 4).map((w) => w.word)
    const isRow = !NUMBER.test(word) && printed.length === 3 && printed.every((p) => NUMBER.test(p))
    if (!isRow) {
      if (!NUMBER.test(word)) category = word
      return []
    }
    const [, name = '', unit = ''] = /^(.*)\(([^()]*)\)$/.exec(word) ?? []
    return [{ category, name, unit, line, printed }]
  })
}

describe.skipIf(!hasShared)('主要指标表与原文一致（没有 ../shared 时跳过）', () => {
  const lines = hasShared ? readFileSync(PLAN_TEXT, 'utf8').split('\n') : []
  const lineOf = (n: number | undefined): string => squeeze(lines[(n ?? 0) - 1] ?? '')

  test('24 项：名称、类别、单位、基数、目标、印出的文字和行号', () => {
    const table = parseTable(lines)
    expect(table).toHaveLength(24)
    const seeds = indicators.map((i) => ({
      category: i.category,
      name: squeeze(i.name),
      unit: i.unit,
      line: i.source.line,
      printed: [i.baseline?.source.text, ...i.targets.map((t) => t.printed)],
    }))
    expect(seeds).toEqual(table)
    for (const one of indicators) {
      const row = table.find((r) => r.line === one.source.line)
      const numbers = row?.printed.map((p) => Number(p.replace('≥', '')))
      expect([one.baseline?.value, ...one.targets.map((t) => t.value)], one.code).toEqual(numbers)
      expect([one.baseline?.period, ...one.targets.map((t) => t.period)]).toEqual(['2017', '2020', '2022'])
      expect(one.targets.map((t) => t.comparator)).toEqual(
        row?.printed.slice(1).map((p) => (p.startsWith('≥') ? '>=' : '=')),
      )
      expect(one.decimals, one.code).toBe(
        Math.max(...(row?.printed ?? []).map((p) => p.split('.')[1]?.length ?? 0)),
      )
    }
  })

  test('每个数都在所注的行上', () => {
    for (const one of indicators) {
      expect(lineOf(one.baseline?.source.line), one.code).toBe(one.baseline?.source.text)
      for (const target of one.targets) expect(lineOf(target.source.line), one.code).toBe(target.printed)
    }
  })

  test('代码和名称与 codes.csv 一致，次序相同', () => {
    const codes = parseCsv(readFileSync(new URL('plans/codes.csv', SHARED), 'utf8'))
    const own = codes.filter((c) => c['plan'] === 'zj-digital-2022')
    expect(indicators.map(({ code, name }) => ({ plan: 'zj-digital-2022', code, name }))).toEqual(own)
  })

  test('责任单位印在所注那一行的括号里，次序相同，引文也在该行', () => {
    for (const one of indicators) {
      const byLine = Map.groupBy(one.responsible, (r) => r.source.line)
      for (const [line, group] of byLine) {
        const [, printed = ''] = /责任单位:([^)]*)\)/.exec(lineOf(line)) ?? []
        expect(group.map((r) => r.name).join('、'), `${one.code} ${line}`).toBe(printed)
        for (const r of group) expect(lineOf(line)).toContain(squeeze(r.source.text ?? '（无引文）'))
      }
    }
  })

  test('矛盾之处的引文在所注的行上，用的是表内的数', () => {
    const found = indicators.flatMap((i) => i.contradictions.map((c) => ({ of: i, ...c })))
    expect(found.map((c) => [c.of.code, c.source.line, c.used])).toEqual([
      ['digital_economy_va', 9, '40000'],
      ['eit_mfg_revenue', 256, '15000'],
      ['cloud_firms', 288, '50'],
      ['online_retail', 314, '26000'],
    ])
    for (const c of found) {
      expect(lineOf(c.source.line)).toContain(squeeze(c.found))
      expect(String(c.of.targets.at(-1)?.value)).toBe(c.used)
    }
  })
})

const PROVINCE = new Map([
  ['数字经济增加值', 'digital_economy_va'],
  ['数字经济增加值占GDP比重', 'digital_economy_gdp_share'],
  ['地区生产总值', 'gdp'],
  ['地区生产总值 (vintage A: 首次公报/年鉴)', 'gdp'],
  ['地区生产总值 (vintage C: 五经普修订后)', 'gdp'],
  ['软件业务收入', 'software_business_revenue'],
  ['软件和信息服务业收入', 'software_business_revenue'],
  ['规模以上电子信息制造业营业收入', 'eit_mfg_revenue'],
  ['在役工业机器人数量', 'industrial_robots'],
  ['企业上云数', 'cloud_firms'],
  ['网络零售额', 'online_retail'],
  ['跨境网络零售出口额', 'cb_online_retail_export'],
  ['技术交易额 (全省技术交易合同总额)', 'technology_transactions'],
  ['互联网普及率', 'internet_penetration'],
  ['固定宽带接入用户', 'fixed_broadband_users'],
  ['光纤接入用户', 'fibre_users'],
  ['年末常住人口', 'resident_population'],
  ['年末常住人口 (七普修订后)', 'resident_population'],
  ['年末常住人口 (旧口径, implied)', 'resident_population'],
])
/** Rows that belong to a variable and are left out, with the reason. */
const LEFT_OUT = new Map([
  ['数字经济增加值占GDP比重 2022 50.57', '由程序计算'],
  ['软件和信息服务业收入 2019-06 2877.5', '同文正文为 2871.5，写入说明'],
  ['地区生产总值 (vintage A: 首次公报/年鉴) 2021 73515.80', '首次公布数取 73516，小数写入说明'],
  ['地区生产总值 (vintage A: 首次公报/年鉴) 2022 77715.40', '首次公布数取 77715，小数写入说明'],
])
const MEASURE: Record<string, string> = {
  annual: 'current',
  month: 'current',
  end: 'end',
  ytd: 'ytd',
  'end (as of article)': 'end',
  'annual yoy': 'growth',
  'yoy ytd': 'growth_ytd',
  'annual restated base': 'prior_current',
}

/** Whether the date of a source, in its own words, gives the day of release of a value. */
const allows = (date: string, { released, releasedBasis }: PublishedValue): boolean => {
  const [year, month, lastDay] = [
    released.slice(0, 4),
    released.slice(0, 7),
    lastDayOf(parsePeriod(released.slice(0, 7))),
  ]
  switch (releasedBasis) {
    case 'published':
      return date.includes(released)
    case 'month':
      return released === lastDay && (date.startsWith(month) || date === `${year}-07/${released.slice(5, 7)}`)
    case 'quarter':
      return released === lastDay && date === `${year} (Q${Number(released.slice(5, 7)) / 3})`
    case 'year':
      return released === `${year}-12-31` && new RegExp(`^${year}($| )`).test(date)
    case 'assumed':
      return true
  }
}

describe.skipIf(!hasShared)('公布值与来源一致（没有 ../shared 时跳过）', () => {
  const rows = hasShared ? parseCsv(readFileSync(new URL('values/published.csv', SHARED), 'utf8')) : []
  const nameOf = new Map(catalogue.regions.map((r) => [r.code, r.name]))
  /** The forms in which a source row can print a value: as its own figure, or as a growth in its note. */
  const prints = (row: Record<string, string>, value: PublishedValue): boolean => {
    if (row['region'] !== nameOf.get(value.region)) return false
    const base = value.measure.startsWith('prior_')
    const period = base ? `${Number(value.period.slice(0, 4)) - 1}${value.period.slice(4)}` : value.period
    const own = Number(row['value']) === value.value && row['unit'] === value.unit
    if (own && (row['period'] === period || `${row['period']}-12` === period)) return true
    return (
      value.measure.startsWith('growth') &&
      row['period'] === period &&
      (row['note'] ?? '').split(/[;,]/).some((part) => Number(/\+([\d.]+)/.exec(part)?.[1]) === value.value)
    )
  }

  test('每个公布值都能在来源中找到；来源写明了日期的，日期相同，不早于来源', () => {
    const fromNotes = catalogue.published.filter((v) => v.variable === 'internet_users')
    expect(fromNotes.map((v) => [v.period, v.value, v.bound])).toEqual([
      ['2018', 4543.7, 'exact'],
      ['2019', 4729, 'lower'],
    ])
    for (const value of catalogue.published.filter((v) => v.variable !== 'internet_users')) {
      const found = rows.filter((row) => prints(row, value))
      expect(found, JSON.stringify(value)).not.toEqual([])
      const dates = found.map((row) => row['released'] ?? '').filter((date) => date !== '')
      if (dates.length > 0)
        expect(
          dates.some((date) => allows(date, value)),
          JSON.stringify(value),
        ).toBe(true)
      expect(value.released >= value.period.slice(0, 4), JSON.stringify(value)).toBe(true)
    }
  })

  test('计划公式用到的省级数没有遗漏', () => {
    for (const row of rows) {
      const variable = PROVINCE.get(row['indicator'] ?? '')
      const implied = row['note']?.startsWith('implied') ?? false
      const stated = MEASURE[row['measure'] ?? '']
      const measure = implied ? (stated === 'ytd' ? 'prior_ytd' : 'prior_current') : stated
      if (row['region'] !== '浙江省' || variable === undefined || measure === undefined) continue
      const label = `${row['indicator']} ${row['period']} ${row['value']}`
      const text = row['period'] ?? ''
      const period = measure?.startsWith('prior') ? `${Number(text.slice(0, 4)) + 1}${text.slice(4)}` : text
      const held = catalogue.published.some(
        (v) =>
          v.variable === variable &&
          v.region === '330000' &&
          v.period === period &&
          v.measure === measure &&
          v.value === Number(row['value']),
      )
      expect(held, label).toBe(!LEFT_OUT.has(label))
    }
  })
})

const convert = (value: number, from: string, to: string): number | undefined => {
  const [a, b] = [findUnit(catalogue.units, from), findUnit(catalogue.units, to)]
  return a && b && convertValue(value, a, b)
}

describe('种子数据', () => {
  test('公布值在报表项的合理范围之内，普查修订数不早于普查公报', () => {
    for (const value of catalogue.published) {
      const variable = findVariable(catalogue, value.variable)
      const [low, high] = variable?.range ?? [0, 0]
      if (value.measure.startsWith('growth')) continue
      expect(value.value >= low && value.value <= high, JSON.stringify(value)).toBe(true)
    }
    const census = catalogue.published.filter((v) => v.status === 'census_revision')
    expect(
      census.filter((v) => v.variable === 'resident_population').every((v) => v.released > '2021-05'),
    ).toBe(true)
    expect(census.filter((v) => v.variable === 'gdp').map((v) => v.released)).toContain('2025-12-31')
  })

  test('计划的每个公式都能从表式取得全部报表项', () => {
    const collected = new Set(catalogue.forms.flatMap((f) => f.items.map((i) => i.variable)))
    for (const { code, formula } of indicators) {
      const needed =
        formula.kind === 'reported' ? [formula.variable] : [formula.numerator, formula.denominator]
      for (const variable of needed) expect(collected, code).toContain(variable)
    }
  })

  test('省级年报表 01—24 即计划主要指标的次序', () => {
    const items = findForm(catalogue, 'zj-dept-annual')?.items.slice(0, 24) ?? []
    expect(items.map((i) => i.code)).toEqual(indicators.map((_, i) => String(i + 1).padStart(2, '0')))
    const variables = indicators.map(({ code, formula }) =>
      formula.kind === 'reported' ? formula.variable : code,
    )
    expect(items.map((i) => i.variable)).toEqual(variables)
    expect(items.map((i) => i.unit)).toEqual(indicators.map((i) => i.unit))
  })

  test('2018年原名能找到现单位', () => {
    const jxt = findReportingUnit(catalogue, 'zj-jxt')
    expect(jxt?.name).toBe('浙江省经济和信息化厅')
    expect(jxt?.aliases.map((a) => a.name)).toContain('省经信委')
  })

  test('计量单位换算精确，% 与百分点、家与万户不换算', () => {
    expect(convert(12345.6, '万元', '亿元')).toBe(1.23456)
    expect(convert(37658, '家', '万家')).toBe(3.7658)
    expect(convert(3.2, '%', '‰')).toBe(32)
    expect(convert(37.2, 'Tbps', 'Gbps')).toBe(37200)
    expect(convert(1, '%', '百分点')).toBeUndefined()
    expect(convert(1, '家', '万户')).toBeUndefined()
  })

  test('编辑器用的 JSON Schema 与现行结构一致', () => {
    expect(readFileSync(new URL(PLAN_SCHEMA_FILE, SEEDS), 'utf8')).toBe(planJsonSchema())
  })

  test('收件地址全部在保留域名 .example 之内', () => {
    expect(catalogue.recipients.filter((r) => !r.address.endsWith('.example'))).toEqual([])
    expect(findPlan(catalogue, 'zj-digital-2022')?.subregions).toHaveLength(11)
  })
})

/** Sets one place of a parsed JSON file. */
const setAt = (raw: unknown, path: readonly (string | number)[], value: unknown): void => {
  const [key, ...rest] = path
  if (key === undefined || typeof raw !== 'object' || raw === null) throw new Error('no such place')
  if (rest.length > 0) setAt(Reflect.get(raw, key), rest, value)
  else if (value === undefined) Reflect.deleteProperty(raw, key)
  else Reflect.set(raw, key, value)
}

const issuesOf = (breaks: readonly [file: string, path: (string | number)[], value: unknown][]): string[] => {
  const files = readFiles()
  for (const [file, path, value] of breaks) setAt(files.get(file), path, value)
  return refusalOf(files)
}
const refusalOf = (files: Map<string, unknown>): string[] => {
  try {
    parseCatalogue(files)
    return []
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.issues.map((i) => `${i.where.zh}｜${foundText(i, 'zh')}｜${i.expected.zh}`)
  }
}
const PLAN = 'plans/zj-digital-2022/plan.json'

describe('不合规的数据', () => {
  test('一个文件里的几处结构错误一次说全，各有位置、所见和所应', () => {
    expect(
      issuesOf([
        [PLAN, ['indicators', 0, 'targets', 0, 'period'], '2020年'],
        [PLAN, ['indicators', 1, 'kind'], 'share'],
        [PLAN, ['indicators', 2, 'baseline', 'value'], '7905'],
        [PLAN, ['indicators', 3, 'targets'], []],
        [PLAN, ['indicators', 4, 'weight'], 3],
        [PLAN, ['region'], 'Zhejiang'],
        [PLAN, ['indicators', 5, 'name'], undefined],
        ['recipients.json', [0, 'address'], '省统计局'],
      ]).toSorted(),
    ).toEqual(
      [
        `${PLAN} › indicators[0:digital_economy_va].targets[0].period｜2020年｜2020、2020-Q3 或 2020-07`,
        `${PLAN} › indicators[1:digital_economy_gdp_share].kind｜share｜flow、stock、ratio、growth、rank、milestone-event 之一`,
        `${PLAN} › indicators[2:eit_mfg_revenue].baseline.value｜7905｜数值`,
        `${PLAN} › indicators[3:software_revenue].targets｜[]｜至少 1 项`,
        `${PLAN} › indicators[4:core_labour_productivity]｜weight｜没有多余的项目（weight 不认识）`,
        `${PLAN} › region｜Zhejiang｜符合 ^\\d{6}(\\d{6})?$ 的代码`,
        `${PLAN} › indicators[5:next_gen_it_share].name｜（缺）｜文字`,
        'recipients.json › [0:office].address｜省统计局｜电子邮件地址',
      ].toSorted(),
    )
  })

  test('文件之间的几处断头也一次说全', () => {
    expect(
      issuesOf([
        [PLAN, ['indicators', 0, 'formula', 'variable'], 'digital_va'],
        [PLAN, ['indicators', 2, 'unit'], '万元'],
        [PLAN, ['indicators', 3, 'unit'], '亿圆'],
        [PLAN, ['indicators', 10, 'responsible', 0, 'name'], '省金融局'],
        [PLAN, ['indicators', 11, 'source', 'document'], 'plan-2018'],
        [PLAN, ['indicators', 9, 'milestones', 0, 'period'], '2020'],
        ['forms/zj-dept-annual.json', ['items', 0, 'unit'], '万台'],
        ['forms/zj-dept-annual.json', ['items', 1, 'reportingUnits', 0], 'hangzhou'],
        ['forms/zj-dept-annual.json', ['items', 2, 'measures'], ['ytd']],
        ['recipients.json', [1, 'plans', 0], 'zj-digital-2027'],
        ['reporting-units.json', [0, 'region'], '990000'],
        ['variables.json', [1, 'code'], 'digital_economy_va'],
      ]).filter((issue) => !issue.startsWith('published/')),
    ).toEqual([
      'variables.json › [1:digital_economy_va]｜digital_economy_va｜不重复的代码',
      'reporting-units.json › [0:zj-digital-office].region｜990000｜regions.json 中已有的地区代码',
      'forms/zj-dept-annual.json › items[0:01].unit｜万台｜能与“亿元”换算的计量单位',
      'forms/zj-dept-annual.json › items[1:02].variable｜digital_economy_gdp_share｜variables.json 中已有的报表项代码',
      'forms/zj-dept-annual.json › items[1:02].reportingUnits[0]｜hangzhou（city）｜层级为 department 的填报单位',
      'forms/zj-dept-annual.json › items[2:03].measures[0]｜ytd｜本表 columns 中有的口径',
      `${PLAN} › indicators[0:digital_economy_va].formula.variable｜digital_va｜variables.json 中已有的报表项代码`,
      `${PLAN} › indicators[1:digital_economy_gdp_share].formula.reported｜digital_economy_gdp_share｜variables.json 中已有的报表项代码`,
      `${PLAN} › indicators[2:eit_mfg_revenue].formula.variable｜eit_mfg_revenue（亿元，flow）｜与指标同单位（万元）、同类型（flow）的报表项`,
      `${PLAN} › indicators[3:software_revenue].unit｜亿圆｜units-of-measure.json 中已有的计量单位`,
      `${PLAN} › indicators[3:software_revenue].formula.variable｜software_business_revenue（亿元，flow）｜与指标同单位（亿圆）、同类型（flow）的报表项`,
      `${PLAN} › indicators[9:technology_transactions].milestones[0].period｜2020｜没有基期、目标或其他里程碑的报告期`,
      `${PLAN} › indicators[10:listed_firms].responsible[0:省金融局].name｜省金融局｜浙江省地方金融监督管理局或其别名`,
      `${PLAN} › indicators[11:unicorns].source.document｜plan-2018｜本计划 documents 中的文件编号`,
      'recipients.json › [1:zj-jxt].plans[0]｜zj-digital-2027｜plans/ 中已有的计划代码',
    ])
  })

  test('结构不合规的文件，不再因别处引用它而重复报错', () => {
    expect(issuesOf([['variables.json', [0, 'kind'], 'sum']])).toEqual([
      'variables.json › [0:digital_economy_va].kind｜sum｜flow、stock、ratio、growth、rank、milestone-event 之一',
    ])
  })

  test('目标不按时间先后、指标代码重复', () => {
    expect(
      issuesOf([
        [PLAN, ['indicators', 0, 'targets', 1, 'period'], '2019'],
        [PLAN, ['indicators', 1, 'code'], 'digital_economy_va'],
      ]),
    ).toEqual([
      `${PLAN} › indicators[1:digital_economy_va].code｜digital_economy_va｜不与前面的指标重复的代码`,
      `${PLAN} › indicators[0:digital_economy_va].targets｜2019｜晚于 2020 的目标期（目标按时间先后，且晚于基期）`,
    ])
  })

  test('没有表式能装下的公布值、没有理由的推定日期、同一行两种性质', () => {
    const file = 'published/zj-digital-2022.json'
    const values = readFiles().get(file)
    if (!Array.isArray(values)) throw new Error(`${file} is no list`)
    const at = (variable: string, measure: string): number =>
      values.findIndex((v) => v.variable === variable && v.measure === measure)
    const [level, gdp] = [at('software_business_revenue', 'growth'), at('gdp', 'current')]
    const broken = issuesOf([
      [file, [gdp, 'unit'], '万元'],
      [file, [level, 'status'], 'final'],
    ])
    expect(broken).toHaveLength(2)
    expect(broken[0]).toContain(':gdp]｜zj-stats 2016 current 万元｜某一表式上由该单位按此口径')
    expect(broken[1]).toContain('与同一行其他口径相同的数据性质和说明')
    const assumed = values.findIndex((v) => v.releasedBasis === 'assumed')
    expect(issuesOf([[file, [assumed, 'releasedReason'], undefined]])).toEqual([
      `${file} › [${assumed}:gdp].releasedReason｜（缺）｜推定公布日期的理由`,
    ])
  })

  test('缺文件、不认识的文件、计划放错文件夹', () => {
    const files = readFiles()
    files.delete('units-of-measure.json')
    files.set('plan/zj.json', {})
    files.set('plans/other/plan.json', files.get(PLAN))
    files.delete(PLAN)
    expect(refusalOf(files)).toEqual([
      'plan/zj.json｜plan/zj.json｜variables.json、units-of-measure.json、regions.json、reporting-units.json、recipients.json、deadlines.json、schedules.json、plans/*/plan.json、forms/*.json 或 published/*.json',
      'units-of-measure.json｜（缺）｜此文件',
      'plans/other/plan.json › code｜zj-digital-2022｜与文件夹相同的计划代码 other',
    ])
  })
})
