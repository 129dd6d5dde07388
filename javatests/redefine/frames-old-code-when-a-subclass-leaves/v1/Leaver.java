class Leaver {
}
