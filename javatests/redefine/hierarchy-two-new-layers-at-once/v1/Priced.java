class Priced extends Named {
    int price = 99;
}
