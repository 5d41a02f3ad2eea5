using System.Text;
using Restante.Client.Load;

namespace Restante.Unit.Client.Load;

public sealed class LoadUsersTests
{
    [Fact]
    public void Lines_are_name_and_password_at_the_first_colon()
    {
        var users = LoadUsers.Read("# who\nann:se:cret\r\n\nbob@example.com: x \n"u8);
        Assert.Equal(["ann=se:cret", "bob@example.com= x "], users.Select(u => $"{Encoding.UTF8.GetString(u.Name)}={Encoding.UTF8.GetString(u.Password.Octets)}"));
    }

    [Theory]
    [InlineData("ann:secret\nbob\n", 2)]
    [InlineData(":secret\n", 1)]
    [InlineData("ann:secret\n\nbob:\n", 3)]
    public void A_line_that_is_none_is_named(string text, int line)
    {
        var e = Assert.Throws<FormatException>(() => LoadUsers.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains($"line {line} ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("user{1..3}", "user1 user2 user3")]
    [InlineData("user{008..010}@example.com", "user008@example.com user009@example.com user010@example.com")]
    [InlineData("u{9..11}", "u9 u10 u11")]
    public void A_pattern_is_a_shells(string pattern, string names) => Assert.Equal(names.Split(' '), LoadUsers.Names(pattern));

    [Theory]
    [InlineData("user{1-3}")]
    [InlineData("user{3..1}")]
    [InlineData("user{1..")]
    [InlineData("user{a..c}")]
    [InlineData("user{1..99999999}")]
    public void A_pattern_without_a_range_is_refused(string pattern) => Assert.Throws<FormatException>(() => LoadUsers.Names(pattern));

    [Theory]
    [InlineData(100, 16)]
    [InlineData(7, 3)]
    [InlineData(16, 16)]
    public void Connections_share_no_user_and_leave_none_out(int users, int connections)
    {
        var owners = new Dictionary<int, int>();
        for (var connection = 0; connection < connections; connection++)
        {
            for (var number = 0; number < 2 * users; number++)
            {
                var user = LoadTurns.IndexOf(users, connections, connection, number);
                Assert.True(owners.TryAdd(user, connection) || owners[user] == connection, $"user {user} has two connections");
            }
        }

        Assert.Equal(Enumerable.Range(0, users), owners.Keys.Order());
    }

    [Fact]
    public void Fewer_users_than_connections_are_shared() =>
        Assert.Equal([0, 1, 0, 1, 0], Enumerable.Range(0, 5).Select(c => LoadTurns.IndexOf(2, 5, c, 7)));
}
