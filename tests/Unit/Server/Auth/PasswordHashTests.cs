using System.Security.Cryptography;
using System.Text;
using Restante.Server.Auth;

namespace Restante.Unit.Server.Auth;

public sealed class PasswordHashTests
{
    /// <summary>Made by `doveadm pw`, `openssl passwd` and crypt(3) from the password "pencil".</summary>
    public static TheoryData<string, string> Pencils => new()
    {
        { "PLAIN", "{PLAIN}pencil" },
        { "PLAIN", "{CLEARTEXT}pencil" },
        { "PLAIN", "{PLAIN.B64}cGVuY2ls" },
        { "PLAIN", "{plain.hex}70656e63696c" },
        { "SCRAM-SHA-1", "{SCRAM-SHA-1}4096,KHWmgpFmffyNxMBnQ7+Eig==,Cx5IyrVBOVUdbpRPYsEFLZFbbZw=,Pa1FKydBfmXG+qwcTnlajfaiejo=" },
        { "SCRAM-SHA-256", "{SCRAM-SHA-256}4096,bfpxMaOBifs+/aRLIM6jGQ==,Ur/xbdDloVQ+MxZxVnOYs9HzI4/HufD4o2LYk7ImQkg=,e0pWP7+VJ0Y3WdRWLlkLllh3kQqoTUO3y7UkWwt38zM=" },
        { "PBKDF2", "{PBKDF2}$1$79enx0upQEmBhRuU$5000$f1100a6bd5794cfc36dcfc6cbafc088649fa1aa7" },
        { "SSHA", "{SSHA}O/5uoR8n9JnM83HXBJ3vKT25YyZOTrlZ" },
        { "SSHA256", "{SSHA256}NTm5KP2bS0ICst6MvmLNXmhZT//ejBnxRl1kh9Suj21oHe4e" },
        { "SSHA512", "{SSHA512}EwcIaz3Z9dMy9jfCJKErwiUJmUOvhjoHMaUVPwO5Rgc7QlljKqmeEXUBEGXTyt5ZKOJn3aoMextxKaWqEbAO2xX0r3Y=" },
        { "SSHA512", "{SSHA512.HEX}aa173e35af9ebd6801cd4d1e73f89c407e9a0e04920f8a8e6aeb448c3590b034b0c198a6bad18d490b91cb211432e35d64edd25731796d32e3bcb17dfd56e1d298f7fe1c" },
        { "SHA", "{SHA}0vxRJJChUDZGC1SJQBQ51tpUB/o=" },
        { "SHA256", "{SHA256}E4CWaPtDY4Zwb2fcsFLtWEoEuhaowCoX1m00ww/O2iE=" },
        { "SHA256", "{SHA256.B64}E4CWaPtDY4Zwb2fcsFLtWEoEuhaowCoX1m00ww/O2iE=" },
        { "SHA256", "{SHA256.HEX}13809668fb436386706f67dcb052ed584a04ba16a8c02a17d66d34c30fceda21" },
        { "SHA256", "{SHA256}13809668fb436386706f67dcb052ed584a04ba16a8c02a17d66d34c30fceda21" },
        { "SHA512", "{SHA512}Gd8Bqrgo+NUINrp1cJcTrtInM1344YZDkYXAbJF6Kn03cat24wfPo7a4nvGmaC1mgd3xGISHDl3hPnk/uVXu6w==" },
        { "SHA512", "{SHA512.HEX}19df01aab828f8d50836ba75709713aed227335df8e186439185c06c917a2a7d3771ab76e307cfa3b6b89ef1a6682d6681ddf11884870e5de13e793fb955eeeb" },
        { "SHA256-CRYPT", "{SHA256-CRYPT}$5$Dq0O2z87mDaZNoa9$5qiXPx4nRWxr7RjcbwQRhh6O9zD4.Xqs8ba0xWsXQI." },
        { "SHA512-CRYPT", "{SHA512-CRYPT}$6$r4akoc4/De6kz9PL$kzlSpOzrmahxSwaytCbDo7kWfboG0YUN9pFiF3pSr5NW0y/BOorEsZfuaFOfvIgew2fLKt6d8IMswkxthZQKS0" },
        { "BLF-CRYPT", "{BLF-CRYPT}$2y$05$8Zq4F.XxseoHo6HSgYWMsuiwQ7qZDgSnZ/n10n7dzKcaYl/k4Hi5." },
        { "CRYPT", "{CRYPT}$2y$05$hY0YzX7hN5TlPj03z3ORBuP3B7QW5GXCQqo2k57.SDvPxTp3PN1/y" },
        { "MD5-CRYPT", "{MD5-CRYPT}$1$PBrmxYin$w2pxzZYCjlj/gDGOIA9Y3/" },
        { "CRYPT", "$6$abcdefgh$BPABm5D7ZFU2YVfMLyE5XRqe91qwdcZ6APg7kB/YBeADxUUqXXhg3mlHBbjpyHcrE9xl/9BuqqivCjN2qGEi30" },
        { "CRYPT", "$5$abcdefgh$2fBC4A6a5zMUaFynrzCXz1gz3QtUtBsVxjmcncJUE67" },
        { "CRYPT", "$y$j9T$tFbWaW76AlBJPHGPC0jBv/$bynrHr2dFtsGvjKlQnVeVKlwQTeFBASlwxYzeG9jF26" },
        { "CRYPT", "$2b$05$L7T6guTFsYxGMzhEmXmUTOyPlbb4cKoyY/G7NiyTWkyrSMuecmXpC" },
        { "CRYPT", "$gy$j9T$UyihCHXQyr9RcSYIinIoT.$TqMbll2adi2ZZGaroBzQ3.Dv7R75p8/lZgMfu7MCX/0" },
        { "CRYPT", "{CRYPT}FD9517FkWHmw2" },
    };

    [Theory]
    [MemberData(nameof(Pencils))]
    public void The_right_password_opens_every_scheme_and_no_other_does(string scheme, string stored)
    {
        var hash = Parse(stored);

        Assert.Equal(scheme, hash.Scheme);
        Assert.True(hash.Verify("pencil"u8));
        Assert.False(hash.Verify("Pencil"u8));
        Assert.False(hash.Verify("pencil\0"u8));
    }

    [Theory]
    [MemberData(nameof(Pencils))]
    public void A_decoy_has_the_scheme_of_its_model_and_opens_to_nobody(string scheme, string stored)
    {
        var decoy = Parse(stored).ToDecoy();

        Assert.Equal(scheme, decoy.Scheme);
        Assert.False(decoy.Verify("pencil"u8));
    }

    [Theory]
    [MemberData(nameof(Pencils))]
    public void A_secret_is_stored_again_as_it_was_and_never_printed(string scheme, string stored)
    {
        var hash = Parse(stored);

        Assert.Equal(stored, hash.Encode());
        Assert.Equal($"{{{scheme}}}", hash.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("!!")]
    [InlineData("*")]
    [InlineData("*LK*")]
    [InlineData("x")]
    [InlineData("{PLAIN}")]
    [InlineData("{CRYPT}!")]
    [InlineData("!$6$abcdefgh$BPABm5D7ZFU2YVfMLyE5XRqe91qwdcZ6APg7kB/YBeADxUUqXXhg3mlHBbjpyHcrE9xl/9BuqqivCjN2qGEi30")]
    public void A_locked_entry_opens_to_nobody(string stored)
    {
        var hash = Parse(stored);

        Assert.True(hash.IsLocked);
        Assert.False(hash.Verify(""u8));
        Assert.False(hash.Verify("pencil"u8));
        Assert.False(hash.Verify(Encoding.UTF8.GetBytes(stored)));
        Assert.Null(hash.Plain);
        Assert.Null(hash.Scram);
    }

    [Theory]
    [InlineData("pencil", "names no scheme")]
    [InlineData("{PLAIN", "names no scheme")]
    [InlineData("{}x", "names no scheme")]
    [InlineData("{ARGON2ID}$argon2id$v=19$m=65536$abc", "not a scheme")]
    [InlineData("$argon2id$v=19$m=65536$abc", "not a crypt(3) string")]
    [InlineData("$6$abcdefgh$BPABm5D7ZFU2", "not a crypt(3) string")]
    [InlineData("{SHA512-CRYPT}$5$abcdefgh$2fBC4A6a5zMUaFynrzCXz1gz3QtUtBsVxjmcncJUE67", "not a crypt(3) string")]
    [InlineData("{PLAIN.rot13}crapvy", "encoding")]
    [InlineData("{PLAIN.b64}cGVuY2l", "base64")]
    [InlineData("{PLAIN.hex}7", "hexadecimal")]
    [InlineData("{SSHA512}AAAA", "the digest alone")]
    [InlineData("{SHA256}AAAA", "the digest alone")]
    [InlineData("{PBKDF2}$1$salt$0$f1100a6bd5794cfc36dcfc6cbafc088649fa1aa7", "{PBKDF2} is not")]
    [InlineData("{SCRAM-SHA-256}4096,AAAA,AAAA,AAAA", "wrong length")]
    [InlineData("{SCRAM-SHA-256}4096,AAAA,AAAA", "is not iterations,salt,storedkey,serverkey")]
    public void A_secret_that_cannot_be_understood_is_refused_without_repeating_it(string stored, string fault)
    {
        Assert.False(PasswordHash.TryParse(stored, out _, out var found));
        Assert.Contains(fault, found, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", found, StringComparison.Ordinal);
        Assert.DoesNotContain("pencil", found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_secret_has_the_default_iterations_and_a_salt_of_its_own()
    {
        var (first, second) = (PasswordHash.Create("pencil"u8), PasswordHash.Create("pencil"u8));

        Assert.Equal(PasswordHash.DefaultIterations, first.Scram!.Iterations);
        Assert.Equal(16, first.Scram.Salt.Length);
        Assert.NotEqual(first.Encode(), second.Encode());
        Assert.True(Parse(first.Encode()).Verify("pencil"u8));

        // Both keys, by the definition in RFC 5802 §3.
        var salted = Rfc2898DeriveBytes.Pbkdf2("pencil"u8, first.Scram.Salt.Span, first.Scram.Iterations, HashAlgorithmName.SHA256, 32);
        Assert.Equal(SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)), first.Scram.StoredKey.ToArray());
        Assert.Equal(HMACSHA256.HashData(salted, "Server Key"u8), first.Scram.ServerKey.ToArray());
    }

    [Fact]
    public void The_keys_are_those_of_the_example_in_RFC_7677()
    {
        var hash = Parse("{SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");

        const string AuthMessage = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

        Assert.True(hash.Verify("pencil"u8));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            Convert.ToBase64String(HMACSHA256.HashData(hash.Scram!.ServerKey.Span, Encoding.ASCII.GetBytes(AuthMessage))));
    }

    [Theory]
    [InlineData("na\u00EFve p\u00E4ssword", "na\u00EFve p\u00E4ssword")]
    [InlineData("a\u00A0b\u00E4", "a b\u00E4")]
    [InlineData("a\u00AD\u00E4", "a\u00E4")]
    public void A_password_is_prepared_before_it_is_hashed_and_before_it_is_tried(string set, string typed)
    {
        var hash = PasswordHash.Create(Encoding.UTF8.GetBytes(set));

        Assert.True(hash.Verify(Encoding.UTF8.GetBytes(typed)));
        Assert.True(hash.Verify(Encoding.UTF8.GetBytes(set)));
    }

    [Fact]
    public void A_secret_that_another_server_hashed_without_preparation_still_opens()
    {
        // `doveadm pw` with "naïve pässword".
        var hash = Parse("{SCRAM-SHA-256}4096,xZM52EbZZgffNLXgtN4qXQ==,xk3MZTotOBkjl/9XKTvZEeuovPHSLAGiKlmu3O7/l0w=,o2Hfs/u02yEtpkGOt0hkZlTpkp7IUrWKO+CHRX0Iw/A=");

        Assert.True(hash.Verify(Encoding.UTF8.GetBytes("na\u00EFve p\u00E4ssword")));
    }

    [Fact]
    public void Crypt_is_safe_to_call_from_many_threads()
    {
        var hash = Parse("$2b$05$L7T6guTFsYxGMzhEmXmUTOyPlbb4cKoyY/G7NiyTWkyrSMuecmXpC");

        Parallel.For(0, 64, i => Assert.Equal(i % 2 == 0, hash.Verify(i % 2 == 0 ? "pencil"u8 : "wrong"u8)));
    }

    private static PasswordHash Parse(string stored) =>
        PasswordHash.TryParse(stored, out var hash, out var fault) ? hash : throw new InvalidOperationException(fault);
}
