class Users {
    @Route(path = "/v2/users", method = "POST")
    void list() {}
}
