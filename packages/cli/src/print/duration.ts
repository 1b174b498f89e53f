export { humanDuration, humanInstant } from "@ordeal/model";
