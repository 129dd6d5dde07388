class LongCode extends Code {
    LongCode(int number) {
        super(number);
    }
}
