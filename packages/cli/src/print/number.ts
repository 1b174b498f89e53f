export {
  counted,
  humanMetric,
  humanMetricAgainst,
  humanNumber,
  percent,
  sharePercent,
} from "@ordeal/model";
