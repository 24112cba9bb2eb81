using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Mapping;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Mapping;

[Parallelizable(ParallelScope.All)]
public sealed class CompanyCandidatesTests
{
    private static readonly Company[] Companies =
    [
        new() { Id = 1, CompanyName = "Contosso" },
        new() { Id = 2, CompanyName = "CONTOSO " },
        new() { Id = 3, CompanyName = "Fabrikam", CompanyNumber = "1001" },
        new() { Id = 4, CompanyName = "Northwind", TaxId = "DE 123.456.789" },
        new() { Id = 5, CompanyName = "Meridian Law LLP" },
        new() { Id = 6, CompanyName = "株式会社みなと精機" },
        new() { Id = 7, CompanyName = "Contoso Partner Club" },
        new() { Id = 8, CompanyName = "Åkerlund & Sønner Bygg AS", CompanyNumber = "2002" },
        new() { Id = 9, CompanyName = "Fabrikam Zwei", CompanyNumber = "1001" },
    ];

    private static readonly CompanyCandidates Candidates = new(Companies);

    [TestCase(" 1001 ", "Contoso", null, "3 same number, 9 same number, 2 same name")]
    [TestCase(null, "Contoso", null, "2 same name, 1 similar name")]
    [TestCase(null, "Contoso", "AT12345678 DE123456789", "4 same tax id, 2 same name, 1 similar name")]
    [TestCase("1001", "Contoso", "DE123456789", "3 same number, 9 same number, 4 same tax id")]
    [TestCase(null, "Meridian Law", null, "5 similar name")]
    [TestCase(null, "Law Meridian, LLP", null, "5 similar name")]
    [TestCase(null, "株式会社みなと精機", null, "6 same name")]
    [TestCase(null, "Bygg Åkerlund and Sønner", null, "8 similar name")]
    [TestCase(null, "Contoso Partner Clubs GmbH", null, "7 similar name")]
    [TestCase(null, "Adventure Works", null, "")]
    [TestCase("", "", null, "")]
    public void Find_Organization_GivesTheBestFirstWithTheirReasons(string? number, string name, string? taxIds, string expected) =>
        Assert.That(string.Join(", ", Candidates.Find(number, name, taxIds).Select(candidate => $"{candidate.CompanyId} {candidate.Reason}")), Is.EqualTo(expected));

    [Test]
    public void Describe_Candidates_IsASentence() =>
        Assert.That(Candidates.Describe("1001", "Contoso", null), Is.EqualTo(" It may be company 3 'Fabrikam' (same number), or 9 'Fabrikam Zwei' (same number), or 2 'CONTOSO ' (same name)."));

    [TestCase("DE 123.456.789", "DE123456789")]
    [TestCase("nl-001234567-b01", "NL001234567B01")]
    [TestCase("3", null)]
    [TestCase("Invoices to accounting", null)]
    [TestCase("a very long text with the number 1234567 in it", null)]
    [TestCase(null, null)]
    public void TaxId_Text_IsComparedWithoutSigns(string? text, string? expected) => Assert.That(TaxIds.Plain(text), Is.EqualTo(expected));
}
