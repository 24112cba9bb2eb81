using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Setup;

public sealed class SecretTests
{
    private static readonly Secret Secret = new("hunter2");

    [Test]
    public void Text_AnyWay_ShowsNoValue()
    {
        var texts = new[]
        {
            Secret.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{Secret}"),
            JsonSerializer.Serialize(Secret),
            new { Secret }.ToString()!,
        };

        Assert.That(texts, Has.None.Contains("hunter2"));
    }

    [Test]
    public void Reveal_Value_IsTheWholeOne() => Assert.That(Secret.Reveal(), Is.EqualTo("hunter2"));

    [TestCase("", true)]
    [TestCase("  ", true)]
    [TestCase("x", false)]
    public void IsEmpty_Value_IsSoWithoutText(string value, bool empty) => Assert.That(new Secret(value).IsEmpty, Is.EqualTo(empty));

    [Test]
    public void Bind_Text_IsWrapped()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Autotask:ApiSecret", "hunter2")]).Build();

        Assert.That(configuration.GetSection("Autotask").Get<AutotaskOptions>()!.ApiSecret, Is.EqualTo(Secret));
    }
}
