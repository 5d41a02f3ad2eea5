using System.Text;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;

namespace Restante.Unit.Server.Stores;

public sealed class MaildirPathTests
{
    [Theory]
    [InlineData("/var/mail/{user}/Maildir", "ann@example.org", "/var/mail", "ann@example.org/Maildir")]
    [InlineData("/var/mail/{domain}/{local}", "ann@example.org", "/var/mail", "example.org/ann")]
    [InlineData("/home/mail-{local}/Maildir/", "ann", "/home", "mail-ann/Maildir")]
    [InlineData("/{user}", "ann", "/", "ann")]
    [InlineData("/m/{user}", "zoë", "/m", "zoë")]
    public void A_pattern_is_a_root_and_the_folders_below_it(string pattern, string user, string root, string folders)
    {
        var path = MaildirPath.Parse(pattern);
        Assert.Equal(root, path.Root);
        Assert.Equal(folders, string.Join('/', path.FoldersOf(Name(user)).Select(Encoding.UTF8.GetString)));
    }

    [Theory]
    [InlineData("var/mail/{user}")]
    [InlineData("/var/mail")]
    [InlineData("/var/mail/{name}")]
    [InlineData("/var/mail/{user")]
    [InlineData("/var/mail/{user}/../x")]
    [InlineData("")]
    public void A_pattern_that_is_none_is_refused(string pattern) =>
        Assert.Throws<ArgumentException>(() => MaildirPath.Parse(pattern));

    [Theory]
    [InlineData("/m/{domain}/{local}", "ann")]
    [InlineData("/m/.{domain}", "ann@.")]
    public void A_name_that_makes_no_folder_is_a_store_error_or_no_name(string pattern, string user) =>
        Assert.True(!MailboxName.TryParse(user, out var name) || Record.Exception(() => MaildirPath.Parse(pattern).FoldersOf(name)) is StoreException);

    [Fact]
    public void A_folder_name_longer_than_the_system_allows_is_a_store_error() =>
        Assert.Throws<StoreException>(() => MaildirPath.Parse("/m/{user}-mail").FoldersOf(Name(new string('a', 255))));

    private static MailboxName Name(string text) => MailboxName.TryParse(text, out var name) ? name : throw new ArgumentException(text);
}
