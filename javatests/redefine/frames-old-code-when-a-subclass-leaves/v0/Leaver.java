class Leaver extends Base {
}
