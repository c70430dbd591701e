/** Knows a small catalogue for tests: forms with and without codes, names that repeat under two parents, units of several dimensions. */
import { formSchema } from '../../indicators/form.ts'
import { reportingUnitSchema } from '../../indicators/reporting-unit.ts'
import { unitOfMeasureSchema } from '../../indicators/unit-of-measure.ts'
import { variableSchema } from '../../indicators/variable.ts'

const column = (code: string, labels: string[], measure: string, more: object = {}) => ({
  code,
  labels,
  holds: { kind: 'measure', measure },
  ...more,
})

/** A monthly form with units, codes, statuses and notes, as a department sends it. */
export const departmentForm = formSchema.parse({
  code: 'dept-monthly',
  version: '2',
  title: '数字经济主要指标月报表',
  tableNumber: '浙数经月1表',
  issuer: '浙江省统计局',
  approval: '浙统制〔2020〕1号',
  validUntil: '2022-12-31',
  periodKind: 'month',
  level: 'department',
  marks: ['浙数经月1表'],
  stub: { name: '指标名称', unit: '计量单位', code: '代码' },
  columns: [
    column('1', ['本月'], 'current', { synonyms: [['本期']] }),
    column('2', ['1-本月'], 'ytd', { synonyms: [['累计']] }),
    column('3', ['期末'], 'end'),
    {
      ...column('4', ['累计同比（%）'], 'growth_ytd'),
      holds: { kind: 'measure', measure: 'growth_ytd', unit: '%' },
    },
    { code: '5', labels: ['数据性质'], holds: { kind: 'status' } },
    { code: '6', labels: ['说明'], synonyms: [['备注']], holds: { kind: 'note' } },
  ],
  items: [
    {
      code: '01',
      name: '软件业务收入',
      synonyms: ['软件和信息服务业收入'],
      variable: 'software',
      unit: '亿元',
      measures: ['current', 'ytd', 'growth_ytd'],
    },
    {
      code: '02',
      name: '软件产品收入',
      variable: 'software_products',
      unit: '亿元',
      indent: 1,
      measures: ['current', 'ytd', 'growth_ytd'],
    },
    {
      code: '03',
      name: '网络零售额',
      variable: 'online_retail',
      unit: '亿元',
      measures: ['current', 'ytd', 'growth_ytd'],
    },
    { code: '04', name: '企业上云数', variable: 'cloud_firms', unit: '万家', measures: ['end'] },
    { code: '05', name: '装备数控化率', variable: 'nc_rate', unit: '%', measures: ['end'] },
    { code: '06', name: '技术交易额', variable: 'technology', unit: '亿元', reportingUnits: ['zj-kjt'] },
  ],
  defaultStatus: 'flash',
  missingMarks: { '…': 'below_smallest_unit', '—': 'not_applicable', 不详: 'unknown', 免报: 'exempt' },
  footer: ['单位负责人', '统计负责人', '填表人', '联系电话', '报出日期'],
  notes: ['各单位只填本单位负责的指标。', '没有数字的填写原因。'],
})

/** A county form as the real ones are: two header rows, no units, no codes, 餐饮收入 under two parents. */
export const countyForm = formSchema.parse({
  code: 'E41009',
  version: '2016',
  title: '限额以上零售额（可比口径）',
  periodKind: 'month',
  level: 'county',
  marks: ['E41009'],
  stub: { name: '指标名称' },
  columns: [
    column('1', ['本年', '本月'], 'current', { synonyms: [['本年', '本期']] }),
    column('2', ['本年', '1-本月'], 'ytd'),
    column('3', ['去年同期', '本月'], 'prior_current', {
      synonyms: [
        ['上年同期', '本月'],
        ['上年同期', '本期'],
      ],
    }),
    column('4', ['去年同期', '1-本月'], 'prior_ytd', { synonyms: [['上年同期', '1-本月']] }),
  ],
  items: [
    { name: '零售总额', variable: 'retail', unit: '万元' },
    { name: '城镇', variable: 'retail_urban', unit: '万元', indent: 1 },
    { name: '餐饮收入', variable: 'catering_urban', unit: '万元', indent: 2 },
    { name: '乡村', variable: 'retail_rural', unit: '万元', indent: 1 },
    { name: '餐饮收入', variable: 'catering_rural', unit: '万元', indent: 2 },
  ],
  defaultStatus: 'preliminary',
  missingMarks: { '': 'not_reported', '…': 'below_smallest_unit' },
})

const variable = (code: string, unit: string, more: object = {}) =>
  variableSchema.parse({ code, name: code, unit, kind: 'flow', decimals: 2, ...more })

export const catalogue = {
  forms: [departmentForm, countyForm],
  variables: [
    variable('software', '亿元', { range: [0, 20000] }),
    variable('software_products', '亿元'),
    variable('online_retail', '亿元'),
    variable('cloud_firms', '万家', { kind: 'stock' }),
    variable('nc_rate', '%', { kind: 'ratio', range: [0, 100] }),
    variable('technology', '亿元'),
    ...['retail', 'retail_urban', 'catering_urban', 'retail_rural', 'catering_rural'].map((code) =>
      variable(code, '亿元'),
    ),
  ],
  units: [
    { name: '万元', dimension: 'money', factor: 10000 },
    { name: '亿元', dimension: 'money', factor: 100000000 },
    { name: '家', dimension: 'enterprise', factor: 1 },
    { name: '万家', dimension: 'enterprise', factor: 10000 },
    { name: '%', dimension: 'share', factor: 1 },
    { name: '百分点', dimension: 'points', factor: 1 },
  ].map((unit) => unitOfMeasureSchema.parse(unit)),
  regions: [],
  reportingUnits: [
    {
      code: 'zj-jxt',
      name: '浙江省经济和信息化厅',
      level: 'department',
      region: '330000',
      aliases: [{ name: '省经信厅' }],
    },
    { code: 'zj-kjt', name: '浙江省科学技术厅', level: 'department', region: '330000' },
    { code: '429021000000', name: '林区统计局', level: 'county', region: '429021' },
  ].map((unit) => reportingUnitSchema.parse(unit)),
}
